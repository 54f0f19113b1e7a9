"""The dialog that saves a learner's results, and the page that shows a class of them."""
