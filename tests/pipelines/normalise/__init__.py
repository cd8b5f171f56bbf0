"""Tests of pipelines/normalise."""
