"""What those who run the API ask of it."""
