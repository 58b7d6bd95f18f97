"""The demo: a sample site, believable visits, and a storefront that shows what the services answer."""
