"""Problems of exams, homework and textbooks with their solutions."""
