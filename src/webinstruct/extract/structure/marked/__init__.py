"""Questions and answers that the mark-up names: schema.org, and classes that say it."""
