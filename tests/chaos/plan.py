"""All rounds, in the order in which one site can suffer them."""

from tests.chaos import copies, face_checks, face_service, faults, labours, releases, restores
from tests.chaos.rounds import Round

ROUNDS = (
    Round(
        "start",
        "千人同时开始，其间一台网站节点 kill -9",
        "R12 R18",
        faults.kill_one_web_node,
        people=1000,
        burst=20,
        think=30,
    ),
    Round("web", "两台网站节点先后 kill -9", "R12", faults.kill_web_nodes),
    Round("disk", "数据库所在磁盘写满", "R14", faults.fill_disk),
    Round("postgres", "PostgreSQL 停止再启动，再 kill -9", "R12 R13", faults.restart_postgres),
    Round(
        "locks",
        "答案表被锁 7 秒、连接被掐断、交卷时制造死锁",
        "R13 R19",
        faults.hold_locks,
        while_handing_in=faults.provoke_deadlocks,
    ),
    Round("labours", "后台进程在导入和生成档案中、网站节点在出证明时 kill -9", "R16", labours.kill_labours),
    Round("faces", "核验中人脸进程和网站节点 kill -9", "R17", face_checks.kill_face_checks),
    Round("faceservice", "核验中人脸服务 kill -9，再启动", "R17", face_service.kill_face_service, think=4.0),
    Round("copy", "报表副本落后、停掉、重建", "R12", copies.lag_and_lose_copy, think=4.0),
    Round("redis", "Redis 清空，再停掉", "R15", faults.lose_redis),
    Round("network", "报文每向丢三成、来回慢 2 秒", "R38", faults.worsen_network),
    Round("deadline", "截止时刻前后全部断网 10 秒", "R25 R26 R27", faults.cut_at_deadline, seconds=30),
    Round("promote", "主库死亡，备库接管，重建备库", "R12", faults.promote_replica),
    Round("release", "带数据库迁移的逐台换新，其间停用、改写在用的题", "R20 R21 R22", releases.roll_out),
    Round("recover", "主备库全毁，恢复到考试中途的基础备份", "R43", restores.restore_base),
    Round("restore", "主备库全毁，examapp restore 恢复到考试中途", "R43", restores.restore_file),
)
