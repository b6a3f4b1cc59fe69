"""What `followthrough doctor` looks at: each module finds what is unsafe or missing in one part, and how to mend it."""
