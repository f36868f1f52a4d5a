import gc

from app import create_app

app = create_app()
gc.collect()
gc.freeze()  # what was loaded stays: looking through it for garbage would stop a web worker for 0.3 s now and then
