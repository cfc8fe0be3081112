"""Pages of rolls (台账), made from their declarations: for the officers whose units keep them or see them."""
