"""The store on an S3-compatible service: boto3 for uploads in parts, obstore for reading, writing and listing."""
