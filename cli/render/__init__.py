"""Rendering: tables for people, JSON for programs. Nothing here reads a store or decides anything."""
