# Volunteers
