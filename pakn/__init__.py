"""PAKN: takes in phản ánh, kiến nghị, brings each to the officer responsible and answers it within its time limit."""
