from app.worker import main

main()
