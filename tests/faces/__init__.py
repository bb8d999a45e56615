"""Face verification: rules, engine, and real portraits from face_recognition's source distribution."""
