"""What happened becomes records: event processors, page views, and what viewing a page triggers."""
