"""The statements of the PostgreSQL store, put together once. A step is one: one round trip, one commit.

Only the first row of a lane has an owner: the replica that carries it out. The step that finishes it makes
the next row of the lane its replica's own, in the same statement; so rows of one lane are carried out one
after another, whichever replica wrote them. Two steps upon one state meet at the aggregate's version.
"""

ROW = 'id, aggregate_id, lane, "do", argument, causation_id, due_s, written_s, attempts'
_HELD = """held AS (
    SELECT seq, aggregate_id, lane FROM outbox WHERE id = %(done)s AND owner = %(me)s FOR UPDATE)"""
_STILL = "(%(done)s = '' OR EXISTS (SELECT 1 FROM held))"
_NEXT = """UPDATE outbox SET owner = %(me)s FROM held WHERE outbox.seq = (
        SELECT min(n.seq) FROM outbox n
        WHERE n.aggregate_id = held.aggregate_id AND n.lane = held.lane AND n.seq > held.seq)"""

_ACCEPTED = """INSERT INTO aggregates (id, version, state)
    SELECT %(id)s, %(version)s, %(state)s
    WHERE (SELECT coalesce(sum(revision), 0) FROM documents) = %(documents)s
    ON CONFLICT (id) DO NOTHING RETURNING id"""
_APPLIED = f"""UPDATE aggregates SET version = %(version)s, state = %(state)s
    WHERE id = %(id)s AND version = %(version)s - 1 AND {_STILL} RETURNING id"""
_UNTOLD = f"""INSERT INTO aggregates (id, version, state) SELECT %(id)s, 0, %(state)s WHERE {_STILL}
    ON CONFLICT (id) DO UPDATE SET state = excluded.state RETURNING id"""


def _step(moved: str, answered: str) -> str:
    """Put a step together; it gives the rows that are now ours, or one empty row, or nothing if not moved."""
    return f"""
WITH {_HELD},
moved AS ({moved}),
finished AS (DELETE FROM outbox USING held, moved WHERE outbox.seq = held.seq),
told AS (
    INSERT INTO trail
    SELECT id, %(version)s, %(at)s, %(event)s, %(status_from)s, %(status_to)s, %(message)s, %(causation)s
    FROM moved WHERE %(version)s > 0),
published AS (
    INSERT INTO events (aggregate_id, version) SELECT id, %(version)s FROM moved WHERE %(publishes)s),
answered AS (
    INSERT INTO answers SELECT %(key)s, %(fingerprint)s, %(status)s, %(body)s
    FROM moved WHERE %(key)s <> '' {answered}),
taken_in AS (
    INSERT INTO inbox SELECT %(source)s, %(message_id)s
    FROM moved WHERE %(source)s <> '' ON CONFLICT DO NOTHING),
written AS (
    INSERT INTO outbox ({ROW}, owner)
    SELECT r.id, %(id)s, r.lane, r.act, r.argument, r.causation, r.due, r.written, r.attempts,
        CASE WHEN r.leads AND NOT EXISTS (
            SELECT 1 FROM outbox o
            WHERE o.aggregate_id = %(id)s AND o.lane = r.lane AND o.id <> %(done)s) THEN %(me)s END
    FROM moved, json_to_recordset(%(rows)s::json) AS r (
        n int, id text, lane text, act text, argument text, causation text, due float8, written float8,
        attempts int, leads bool)
    ORDER BY r.n
    RETURNING *),
following AS ({_NEXT} AND EXISTS (SELECT 1 FROM moved) RETURNING outbox.*)
SELECT ours.seq, {", ".join(f"ours.{name}" for name in ROW.split(", "))}
FROM moved LEFT JOIN (
    SELECT * FROM written WHERE owner IS NOT NULL UNION ALL SELECT * FROM following) ours ON true
ORDER BY ours.seq
"""


ACCEPT = _step(_ACCEPTED, "")
APPLY = _step(_APPLIED, "ON CONFLICT DO NOTHING")
PUT = _step(_UNTOLD, "ON CONFLICT DO NOTHING")

IS_MINE = "SELECT 1 FROM outbox WHERE id = %(done)s AND owner = %(me)s"
BURY = f"""
WITH {_HELD},
gone AS (DELETE FROM outbox USING held WHERE outbox.seq = held.seq RETURNING outbox.*),
buried AS (
    INSERT INTO dead_letters SELECT %(done)s, %(id)s, %(act)s, %(reason)s, %(at)s,
        lane, argument, causation_id, written_s, %(attempts)s FROM gone
    ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, at = excluded.at),
following AS ({_NEXT} RETURNING outbox.*)
SELECT f.seq, {", ".join(f"f.{name}" for name in ROW.split(", "))} FROM held LEFT JOIN following f ON true
"""
RESCHEDULE = """UPDATE outbox SET due_s = %(due)s, attempts = %(attempts)s
    WHERE id = %(done)s AND owner = %(me)s RETURNING 1"""

JOIN = """
WITH forgotten AS (DELETE FROM replicas WHERE alive_until < clock_timestamp() - interval '1 day')
INSERT INTO replicas (name, alive_until)
VALUES (%(name)s, clock_timestamp() + %(lease)s * interval '1 second') RETURNING member"""
LEAVE = "UPDATE replicas SET alive_until = '-infinity' WHERE member = %(me)s RETURNING 1"
CLAIM = f"""
WITH beat AS (
    UPDATE replicas SET alive_until = clock_timestamp() + %(lease)s * interval '1 second'
    WHERE member = %(me)s RETURNING member),
living AS (SELECT member FROM replicas WHERE alive_until > clock_timestamp() OR member = %(me)s),
free AS (
    SELECT o.seq FROM outbox o, beat
    WHERE (o.owner IS NULL OR o.owner NOT IN (SELECT member FROM living))
        AND (o.owner IS NULL OR o.owner IN (SELECT member FROM replicas WHERE alive_until = '-infinity')
            OR pg_postmaster_start_time() < clock_timestamp() - %(lease)s * interval '1 second')
        AND NOT EXISTS (
            SELECT 1 FROM outbox e
            WHERE e.aggregate_id = o.aggregate_id AND e.lane = o.lane AND e.seq < o.seq)
    ORDER BY o.seq LIMIT %(most)s FOR UPDATE OF o SKIP LOCKED),
claimed AS (UPDATE outbox SET owner = %(me)s FROM free WHERE outbox.seq = free.seq RETURNING outbox.*)
SELECT seq, {ROW} FROM claimed ORDER BY seq
"""
"""When the server has just come back, nobody has had time to say that they live: so claims wait a lease."""
MINE = f"SELECT seq, {ROW} FROM outbox WHERE owner = %(me)s ORDER BY seq"

LOAD = "SELECT state FROM aggregates WHERE id = %(id)s"
TAKEN_IN = "SELECT 1 FROM inbox WHERE source = %(source)s AND message_id = %(message_id)s"
ANSWER = "SELECT fingerprint, status, body FROM answers WHERE key = %(key)s"
UNSENT = f"SELECT seq, {ROW} FROM outbox ORDER BY seq"
LEVEL = """SELECT count(*), min(due_s), count(*) FILTER (WHERE attempts > 0),
    (SELECT count(*) FROM dead_letters), (SELECT count(*) FROM events) FROM outbox"""
TRAIL = """SELECT version, at, event, status_from, status_to, message_id, causation_id
    FROM trail WHERE aggregate_id = %(id)s ORDER BY version"""
PAGE = """SELECT id, state FROM aggregates
    WHERE seq > coalesce((SELECT seq FROM aggregates WHERE id = %(after)s), 0) ORDER BY seq LIMIT %(limit)s"""
UNPUBLISHED = """
WITH duty AS (
    INSERT INTO duties AS d VALUES ('publish', %(me)s, clock_timestamp() + %(lease)s * interval '1 second')
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE d.owner = excluded.owner OR d.until < clock_timestamp()
    RETURNING 1)
SELECT e.seq, e.aggregate_id, t.version, t.at, t.event, t.status_from, t.status_to, t.message_id,
    t.causation_id
FROM events e JOIN trail t USING (aggregate_id, version) WHERE EXISTS (SELECT 1 FROM duty)
ORDER BY e.seq LIMIT %(limit)s
"""
PUBLISHED = "DELETE FROM events WHERE seq = ANY(%(seqs)s) RETURNING 1"
KEEP = """INSERT INTO documents (name, body, revision) VALUES (%(name)s, %(body)s, 1)
    ON CONFLICT (name) DO UPDATE SET body = excluded.body, revision = documents.revision + 1
        WHERE documents.revision = %(revision)s
    RETURNING revision"""
DOCUMENTS = "SELECT name, body, revision FROM documents ORDER BY name"
