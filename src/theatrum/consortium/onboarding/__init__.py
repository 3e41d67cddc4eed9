"""What stands before a submission: gates of people and centers, and who is excused from them."""
