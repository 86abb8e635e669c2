"""What happens in a week: the plan, the stages, and the compile step that makes the one from a scenario."""
