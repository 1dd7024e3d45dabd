"""Which system answers for this capability, for this customer, now?"""
