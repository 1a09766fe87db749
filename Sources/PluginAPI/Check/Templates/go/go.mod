module example.org/@ID@

go 1.19
