"""What kill -9 and many processes cannot break: an import is whole or absent, a serial is issued once."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]


def run_script(script: str, url: str) -> Any:
    """What the script prints as JSON. It forks by itself: a process of its own has no threads of pytest's."""
    prelude = f"import sys; sys.path[:0] = [{str(TESTS)!r}, {str(TESTS.parent)!r}]; URL = {url!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", prelude + textwrap.dedent(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_import_killed_at_any_moment_is_whole_or_absent_and_its_repetition_completes_it(
    own_database_url: str,
) -> None:
    found = run_script(
        """
        import json, os, random, signal, time
        from sqlalchemy import func, select
        import logistics.schema
        from logistics.db import Database
        from logistics.shipments.models import Consignee, Parcel, Sheet, Shipment, ShipmentLine
        from order_sheets import as_csv, imported, the_sellers, tiktok

        ORDERS, KILLS = 120, 12
        dice = random.Random(7)

        def sheet(batch):
            return as_csv(*(tiktok(order=f"{batch}-{n}", quantity=str(1 + n % 3)) for n in range(ORDERS)))

        def take_in(batch):
            database = Database(URL)
            imported(database, sheet(batch))
            database.dispose()

        def counted():
            database = Database(URL)
            with database.reading() as session:
                shipments = session.scalar(select(func.count()).select_from(Shipment))
                others = (Sheet, Consignee, Parcel, ShipmentLine)
                rows = [session.scalar(select(func.count()).select_from(table)) for table in others]
            database.dispose()
            return shipments, rows

        database = Database(URL)
        with database.transaction() as session:
            the_sellers(session)
        database.dispose()
        start = time.monotonic()
        take_in("unkilled")
        unkilled_s, one = time.monotonic() - start, counted()

        partial, killed = 0, 0
        for batch in range(KILLS):
            before = counted()[0]
            pid = os.fork()
            if pid == 0:
                take_in(batch)
                os._exit(0)
            time.sleep(dice.uniform(0, 1.2 * unkilled_s))
            os.kill(pid, signal.SIGKILL)
            killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
            partial += (counted()[0] - before) % ORDERS != 0
        for batch in range(KILLS):
            take_in(batch)
        print(json.dumps({"partial": partial, "killed": killed, "one": one, "all": counted()}))
        """,
        own_database_url,
    )

    shipments, rows = found["one"]
    assert found["killed"] > 0
    assert found["partial"] == 0
    assert found["all"] == [13 * shipments, [13 * count for count in rows]]


def test_a_serial_is_issued_once_by_many_processes_some_of_them_killed(own_database_url: str) -> None:
    issued = run_script(
        """
        import json, os, random, signal, tempfile, time
        import logistics.schema
        from logistics.db import Database
        from logistics.shipments.numbers import next_serials

        PROCESSES, KILLED, EACH, MOST = 5, 2, 7, 40
        dice = random.Random(11)
        log = os.path.join(tempfile.mkdtemp(), "issued")

        def number(limit):
            database = Database(URL)
            stream = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for _ in range(limit):
                with database.transaction() as session:
                    serials = next_serials(session, EACH)
                os.write(stream, (json.dumps(list(serials)) + "\\n").encode())
            os._exit(0)

        children = []
        for _ in range(PROCESSES):
            pid = os.fork()
            if pid == 0:
                number(MOST)
            children.append(pid)
        for pid in children[:KILLED]:
            time.sleep(dice.uniform(0.02, 0.2))
            os.kill(pid, signal.SIGKILL)
        for pid in children:
            os.waitpid(pid, 0)
        with open(log) as stream:
            print(json.dumps([serial for line in stream for serial in json.loads(line)]))
        """,
        own_database_url,
    )

    assert len(issued) >= 3 * 40 * 7
    assert len(set(issued)) == len(issued)
    assert min(issued) >= 1
