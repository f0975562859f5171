"""Messages of facilitators to many: kinds, audiences, times, release, receipts, answers, changes."""
