"""Every fault that is tried, in the order in which it is told."""

from typing import Final

from tools.faults.database import away
from tools.faults.fault import Fault, Words
from tools.faults.full_disk import full_disk
from tools.faults.killed_folder import killed_folder
from tools.faults.moments import ahead, back, midnight
from tools.faults.reruns import rerun, script

__all__ = ["FAULTS"]

_KILLED = Words("kill -9", "kill -9")
_GOES_ON = Words("重新运行后与未中断时逐字节相同", "run again it ends byte for byte as if nothing had been")
_ONCE = Words("不丢失，也不重复", "nothing is lost, nothing is done twice")
_CHAIN = "tests/shell/chain/test_faults.py::"
_QUEUE = "tests/shell/background/test_queue.py::"

FAULTS: Final = (
    Fault(
        id="kill-log",
        fault=_KILLED,
        where=Words("写入日志的代码，逐行", "the code that writes the log, line after line"),
        outcome=Words(
            "日志为旧或为新，重新运行即补齐", "the log is the old one or the new one, and is made whole by a second run"
        ),
        run=script("tests.shell.files.killed", 11),
    ),
    Fault(
        id="kill-witness",
        fault=_KILLED,
        where=Words("联署检查点的见证人，逐行", "a witness that cosigns a head, line after line"),
        outcome=Words("已答复的，它都记得", "what it answered it remembers"),
        run=script("tests.shell.operations.killed_witness", 9),
    ),
    Fault(
        id="kill-home",
        fault=_KILLED,
        where=Words("建立安装目录的代码", "the code that makes a home"),
        outcome=Words("之后可打开，密钥与秘密完整", "it opens afterwards, with whole keys and a whole secret"),
        run=rerun("tests/shell/test_wiring.py::test_a_home_killed_at_birth_opens_afterwards"),
    ),
    Fault(
        id="kill-folder",
        fault=_KILLED,
        where=Words("写出封存材料，逐个文件", "a sealed package while it is written, file after file"),
        outcome=Words(
            "已有的文件完整，缺少的被指出，重写后相同",
            "files that are there are whole, those that are not are missed, written again it is the same",
        ),
        run=killed_folder,
    ),
    Fault(
        id="kill-walk",
        fault=_KILLED,
        where=Words(
            "从报送到付款的全程：对象、行、日志、位置、文件、链上交易与回执",
            "a deal's whole life: objects, rows, log, places, files, transactions and receipts on the chain",
        ),
        outcome=_GOES_ON,
        run=rerun(
            "tests/walk/test_killed.py::test_killed_again_and_again_it_ends_as_if_nothing_had_been[long]",
            times=9,
            long=True,
        ),
    ),
    Fault(
        id="kill-servicing",
        fault=_KILLED,
        where=Words("三个月的存续管理：行、日志、位置、文件", "three months of servicing: rows, log, places, files"),
        outcome=Words("没有付款丢失，没有付款重复", "no payment is lost, none is made twice"),
        run=rerun(
            "tests/shell/operations/test_servicing_killed.py::test_killed_again_and_again_on_disk_it_ends_as_if_nothing_had_been",
            times=5,
        ),
    ),
    Fault(
        id="kill-migrate",
        fault=_KILLED,
        where=Words(
            "代币转至后一备案：每次发出交易之前与之后，间或连同其链",
            "tokens that go over to a later filing: before and after each transaction, at times with the chain",
        ),
        outcome=Words("每一份恰好转移一次，登记与账本一致", "every unit goes over once, and register and ledger agree"),
        run=rerun("tests/walk/test_migration_killed.py"),
    ),
    Fault(
        id="kill-worker",
        fault=_KILLED,
        where=Words("执行任务的进程", "a worker with a job"),
        outcome=Words(
            "由另一个进程完成，屡次致死的任务被搁置", "another does the job, and one that kills each worker is left"
        ),
        run=rerun(
            "tests/shell/background/test_working.py::test_a_worker_killed_with_9_is_noticed_and_its_job_is_done_by_another",
            f"{_QUEUE}test_a_job_that_kills_each_of_its_workers_is_left",
            f"{_QUEUE}test_a_silent_worker_loses_its_job_and_every_late_write_is_refused",
        ),
    ),
    Fault(
        id="kill-portal",
        fault=_KILLED,
        where=Words("收取上传与请求中的网页服务", "a portal while people upload and ask"),
        outcome=Words("已答复的都在，没有一项出现两次", "what was answered is there, and nothing is there twice"),
        run=rerun("tests/shell/web/test_killed.py", times=2),
    ),
    Fault(
        id="kill-acts",
        fault=_KILLED,
        where=Words(
            "网页服务与签名程序：人员签署的各类行为，逐次写入",
            "pages and signer: every kind of act that people sign, at each of its writes",
        ),
        outcome=Words(
            "再次提出后恰有一次，与未中断时相同，网页照常应答",
            "asked again it is there once, as if nothing had been, and the pages stand",
        ),
        run=rerun(*(f"tests/shell/web/test_killed_{each}.py" for each in ("acts", "months", "exchange"))),
    ),
    Fault(
        id="kill-run",
        fault=_KILLED,
        where=Words("`run` 的网页服务与本地链", "the pages and the local chain under `run`"),
        outcome=Words("数秒内重新启动，链上已有的都在", "both are back within seconds, with all that was mined"),
        run=rerun(
            "tests/walk/test_running.py::"
            "test_both_portals_stay_up_with_nothing_onshore_overseas_and_all_ends_with_them",
            times=2,
        ),
    ),
    Fault(
        id="at-once",
        fault=Words("多人同时操作", "several people press at one moment"),
        where=Words("批准、撤回、关账", "approving, taking back, closing a month"),
        outcome=Words("恰好一次生效，没有批准丢失", "one of them counts, and no approval is lost"),
        run=rerun("tests/shell/web/test_at_once.py"),
    ),
    Fault(
        id="disk-full",
        fault=Words("磁盘写满", "disk full"),
        where=Words(
            "建钥、报送、决定、记录、送达，各留 0 至 160 KiB",
            "keys, submit, decide, record, deliver, with 0 to 160 KiB left for each",
        ),
        outcome=Words(
            "被拒绝并指出路径；腾出空间后同一命令完成，行为与未中断时相同",
            "refused with the path named; with room the same call is done, and no act differs from an undisturbed home",
        ),
        run=full_disk,
    ),
    Fault(
        id="disk-fails",
        fault=Words("写入失败", "a write that fails"),
        where=Words("写入日志的每一次，之前、一半、之后", "each write of the log: before it, halfway, after it"),
        outcome=_ONCE,
        run=rerun("tests/shell/files/test_log_killed.py::test_a_disk_that_fails_at_any_write_doubles_nothing"),
    ),
    Fault(
        id="database-away",
        fault=Words("数据库停止", "database away"),
        where=Words(
            "PostgreSQL，报送、决定、记录、送达之前，正常停止与立即中断",
            "PostgreSQL before submit, decide, record and deliver, stopped and cut off",
        ),
        outcome=Words(
            "被拒绝并指出数据库；恢复后同一命令完成，行为与未中断时相同",
            "refused with the database named; once back the call is done, and no act differs from an undisturbed home",
        ),
        run=away,
    ),
    Fault(
        id="chain-fault",
        fault=Words("交易丢失、被替换、无答复、重复发送", "transaction dropped, replaced, unanswered, sent twice"),
        where=Words("本地链上的发行", "a mint on the local chain"),
        outcome=Words("再次执行恰好发行一次", "asked again it is minted once"),
        run=rerun(
            f"{_CHAIN}test_a_mint_that_went_wrong_is_made_once",
            f"{_CHAIN}test_a_transaction_sent_twice_mints_once",
            f"{_CHAIN}test_a_fault_in_the_second_of_two_portions_leaves_the_first_and_makes_the_rest",
            told=("chain.act-not-mined",),
        ),
    ),
    Fault(
        id="chain-reorganised",
        fault=Words("链重组", "chain reorganisation"),
        where=Words("发行及登记", "a mint, and the register"),
        outcome=Words(
            "被撤销的重新发行且只一次，登记与链一致",
            "what was undone is made again and once, and the register is the chain's",
        ),
        run=rerun(
            f"{_CHAIN}test_a_mint_that_a_reorganisation_undid_is_made_again_and_once",
            "tests/shell/chain/test_register_follows.py",
        ),
    ),
    Fault(
        id="chain-outage",
        fault=Words("链中断", "chain outage"),
        where=Words(
            "本地节点被杀死、写到一半、失去最后一秒",
            "a local node that is killed, cut off while writing, or loses its last second",
        ),
        outcome=Words(
            "链恢复原状，最后的行为重做且不重复", "the chain comes back as it was, and what it lost is done again, once"
        ),
        run=rerun(
            *(
                f"tests/shell/chain/test_anvil.py::{each}"
                for each in (
                    "test_a_killed_chain_comes_back_and_mints_nothing_twice",
                    "test_what_the_last_second_lost_is_done_again",
                    "test_a_state_cut_off_in_mid_write_gives_way_to_the_copy",
                    "test_a_state_cut_off_after_the_chain_was_stopped_is_named_and_not_replaced",
                    "test_a_chain_whose_keeper_is_gone_is_kept_by_the_next",
                )
            )
        ),
    ),
    Fault(
        id="clock-back",
        fault=Words("时钟倒退", "clock set back"),
        where=Words("报送之后，一分钟至一年", "after a submission, by a minute to a year"),
        outcome=Words(
            "不记录早于前一行为的行为，时间追上后完成",
            "no act older than the one before is recorded; once time has caught up it is done",
        ),
        run=back,
    ),
    Fault(
        id="clock-ahead",
        fault=Words("时钟超前后复原", "clock ahead, then right again"),
        where=Words("一项决定时，一分钟至一年", "during one decision, by a minute to a year"),
        outcome=Words(
            "此后的行为须待其时，不被悄悄接受", "later acts wait for that moment, and none is taken in silently"
        ),
        run=ahead,
    ),
    Fault(
        id="clock-midnight",
        fault=Words("跨越午夜", "midnight passes"),
        where=Words(
            "同一项决定在北京时间午夜前后各一次", "one decision asked for on both sides of midnight in Beijing"
        ),
        outcome=Words("只记录一次，并说明是另一天", "it is done once, and the other day is said"),
        run=midnight,
    ),
    Fault(
        id="hooks",
        fault=Words("回调失败、重复、乱序", "webhooks that fail, come twice, or out of order"),
        where=Words("向外告知行为的回调", "what tells listeners of acts"),
        outcome=Words(
            "编号不变、依次、从失败处继续", "the same message keeps its id, in order, and goes on from where it failed"
        ),
        run=rerun(
            "tests/shell/web/test_hooks.py::test_a_listener_is_told_once_signed_and_in_order_and_again_from_where_it_asks",
            "tests/shell/web/test_hooks.py::test_a_listener_that_fails_stays_where_it_is",
        ),
    ),
    Fault(
        id="closed-by-two",
        fault=Words("两家同时办理", "two houses at once"),
        where=Words(
            "同一安装目录中三个月的关账与付款，两个进程同时进行",
            "three months closed and paid in one home, by two processes at the same time",
        ),
        outcome=Words(
            "每月关账一次、付款一次，两家所得文件逐字节相同",
            "each month is closed once and paid once, and both hold the same files to the byte",
        ),
        run=rerun(
            "tests/shell/operations/test_closed_by_two.py::test_two_houses_at_once_close_each_month_once",
            told=("files.home-held",),
        ),
    ),
    Fault(
        id="exchange-cut",
        fault=Words("断电，以及重复、乱序", "cut off, told twice, out of order"),
        where=Words(
            "与境外监管机构的信息交换：请求、同意、答复、回执的每一次写入",
            "an exchange with an overseas authority: every write of request, consents, answer and receipt",
        ),
        outcome=Words(
            "每一步恰好记录一次，同意齐备之前不答复，答复逐字节相同",
            "each step stands once, nothing is answered before every consent, and the answer is the same to the byte",
        ),
        run=rerun(
            "tests/shell/operations/test_exchange_cut.py::test_cut_off_at_every_write_each_step_stands_once",
            "tests/shell/operations/test_exchange_cut.py::test_steps_that_come_twice_or_out_of_order_let_nothing_pass",
            told=("supervision.exchange-answers-other", "supervision.exchange-no-consent"),
        ),
    ),
    Fault(
        id="asked-twice",
        fault=Words("请求重复", "requests that come twice"),
        where=Words("同一键下重复请求的任务，争一项任务的多个进程", "jobs asked for under one key, workers at one job"),
        outcome=_ONCE,
        run=rerun(f"{_QUEUE}test_a_key_names_one_job", f"{_QUEUE}test_no_two_of_many_workers_get_the_same_job"),
    ),
)
