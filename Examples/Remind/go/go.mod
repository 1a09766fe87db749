module example.org/remind

go 1.19
