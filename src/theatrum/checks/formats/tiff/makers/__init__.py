"""What programs and scanners write into TIFFs in their own ways, one module a maker."""
