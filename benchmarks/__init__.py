"""What is measured, against which peer; ``README.md`` says how to run it and what came out."""
