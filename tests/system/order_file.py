"""A small order history with the dirt of a real one, made here so that no data has to be shipped."""

from pathlib import Path

HEADERS = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
COUNTRIES = ("United Kingdom", "United Kingdom", "Germany", "France")
ORDERS_A_DAY = 60
DAYS = 3


def order_lines() -> list[str]:
    """Give three days of orders, two cancellations, and one line for each way to be rejected."""
    lines = [HEADERS]
    number = 500_000
    for day in range(1, DAYS + 1):
        for n in range(ORDERS_A_DAY):
            number += 1
            customer = 17_000 + (n * 7 + day) % 45
            at = f"2010-12-{day:02} {8 + n // 6:02}:{n % 6 * 10:02}"
            for k in range(1 + n % 4):
                item = 22_000 + (n * 13 + k * 29 + day) % 80
                price = f"{1 + item % 7}.{item % 90 + 10}"
                lines.append(
                    f"{number},{item},ITEM {item},{3 + (n + k) % 12},{at},{price},{customer},"
                    f"{COUNTRIES[customer % 4]}"
                )
    first = lines[1].split(",")
    lines.append(f"C{number + 1},{first[1]},{first[2]},-1,2010-12-01 08:05,{first[5]},{first[6]},{first[7]}")
    lines.append(f"C{number + 2},99999,NEVER BOUGHT,-1,2010-12-02 09:00,1.00,17001,United Kingdom")
    lines.append(f"{number + 3},22001,NO CUSTOMER,2,2010-12-03 09:00,1.00,,United Kingdom")
    lines.append(f"{number + 4},POST,POSTAGE,1,2010-12-03 09:00,18.00,17001,United Kingdom")
    lines.append(f"{number + 5},22001,FREE,2,2010-12-03 09:00,0.00,17001,United Kingdom")
    return lines


def write_order_file(path: Path) -> int:
    """Write the file; give the number of its order lines."""
    lines = order_lines()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 1
