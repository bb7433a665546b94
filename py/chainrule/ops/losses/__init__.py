"""Losses as single ops: plain, and with class weights."""
