"""The page: what a report of one coalition tells, on every date on which something changes. Data only, no markup."""
