"""Images: a drawing is centred like the training pictures and classified, and the answer is
explained."""
