"""Who somebody is and how they come in: accounts, staff, candidates, enterprises, inspectors, rosters, passkeys, levels of identity.

May use: core.
"""
