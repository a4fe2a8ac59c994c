"""The loop around recall: sites counted and labelled, the next classifier trained on their pages, and recall again."""
