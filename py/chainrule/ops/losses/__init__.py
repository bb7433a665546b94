"""Losses as single ops, with and without class weights."""
