"""The token inspector's pane: its parts, its pages, and what joins them to the pure inspector. Loaded when it is first
opened."""
