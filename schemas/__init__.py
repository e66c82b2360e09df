"""What a row is, what a document is while it is read, and the code lists: nothing here imports the other rooms."""
