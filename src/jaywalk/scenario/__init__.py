"""The scenario language: one YAML file is one whole experiment, refused if any part of it is wrong."""
