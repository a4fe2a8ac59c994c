"""What is read of a thread once somebody says where its posts are: titles, names, bodies without what is not theirs."""
