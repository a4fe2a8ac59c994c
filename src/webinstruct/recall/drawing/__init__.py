"""Pages drawn for the next training set: candidates of the sites with one label, capped by site and in all.

Those with the least ids are taken, which is a draw by chance that is the same in every run and can be made shard by
shard.
"""
