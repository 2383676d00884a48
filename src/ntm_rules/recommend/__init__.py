"""What to do about what is unmet or at risk: facts in, the notice's directives out, by forward chaining."""
