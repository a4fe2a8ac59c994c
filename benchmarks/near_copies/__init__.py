"""Questions that nobody asked, with copies planted among them: which rows ask the same is known by construction."""
