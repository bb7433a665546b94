"""The application Diagnosis in the worker."""
