"""What is told of a tape: the tables that Chinese rules ask for, and what became of the assets since the last tape."""
