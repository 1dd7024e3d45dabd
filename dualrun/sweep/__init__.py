"""Many rehearsals of one plan: how often does it pass, what makes it fail, what is the least that does?"""
