"""Pictures for people: what is drawn, never why. Each function takes plain values and gives PNG bytes."""
