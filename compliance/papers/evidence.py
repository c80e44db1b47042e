"""The product's ten promises, and which of its tests would fail if one were broken."""

from compliance.papers.promise import Promise, Shown

_FILE = "tests/counts/test_store_file.py::"
_RULE = "tests/counts/test_disclosure.py::"
_LOCK = "tests/pixels/lock/test_lock.py::"
_FILTER = "tests/pixels/lock/test_filter.py::"
_SECRETS = "tests/test_credentials.py::"
_TRACK = "tests/pixels/test_track.py::"
_FRAME = "tests/privacy/test_marked_frame.py::"
_LEAVES = "tests/test_nothing_leaves.py::"
_RATES = "tests/counts/test_rates.py::"

PROMISES = (
    Promise(
        1,
        "No published interval is shorter than the bucket, on any channel. The bucket is at "
        "least 20 minutes.",
        (
            Shown(
                f"{_RULE}test_every_release_is_large_long_and_apart",
                "in random histories no release is shorter than the bucket",
            ),
            Shown(
                f"{_RULE}test_an_interval_shorter_than_a_bucket_waits",
                "a shorter interval is not released, whoever asks",
            ),
            Shown(
                "tests/test_config.py::test_a_tables_fault_is_told_with_its_remedy",
                "a configured bucket below 20 minutes is refused",
            ),
            Shown(
                "tests/counts/test_metrics.py::test_health_moves_no_count_of_people",
                "what the metrics say every two seconds moves no count of people",
            ),
            Shown(
                "tests/counts/test_metrics.py::"
                "test_how_frames_fare_is_told_once_a_bucket_and_what_came_late_as_a_mean",
                "what could follow how busy a place is, is told once a bucket",
            ),
        ),
        "Whether a camera's pictures arrive, and why not, is told within seconds: they come or "
        "stay away with the camera and its network, whoever is in view.",
    ),
    Promise(
        2,
        "The database holds only listed columns: no track, box or score, and no time finer than a "
        "bucket.",
        (
            Shown(
                f"{_FILE}test_the_database_holds_only_listed_columns",
                "the columns of the database are those of a closed list",
            ),
            Shown(
                f"{_FILE}test_no_time_in_the_files_is_finer_than_a_bucket",
                "every time found in the bytes of the files is the edge of a bucket",
            ),
        ),
        "While a bucket is open its growing sums stand in the database. Whoever may read its files "
        "again and again, which is their owner, can tell the minutes of that bucket apart.",
    ),
    Promise(
        3,
        "The process that touches pixels cannot open a file or a socket; only fixed-size integer "
        "records leave it.",
        (
            Shown(
                "tests/selftest/test_self_test.py::test_every_way_out_of_a_process_at_work_is_shut",
                "every known way out is tried inside a process at work, and is shut",
            ),
            Shown(
                "tests/selftest/test_self_test.py::test_without_the_lock_most_attacks_succeed",
                "without the lock most of the same attempts succeed, so the refusal is the lock's",
            ),
            Shown(
                "tests/selftest/test_attacks.py::"
                "test_a_daemon_does_not_start_over_a_lock_that_does_not_hold",
                "the daemon tries the main ways out at each start, and stops if one is open",
            ),
            Shown(
                f"{_FILTER}test_only_whole_records_are_written_and_only_to_the_channel",
                "writing is allowed to one pipe and in one length",
            ),
            Shown(
                "tests/pixels/test_worker.py::test_the_shipped_models_run_behind_the_lock",
                "the shipped product works behind that lock",
            ),
            Shown(
                "tests/counts/test_receiver.py::"
                "test_what_is_no_record_is_refused_without_a_word_of_its_content",
                "the receiver refuses everything that is not a record",
            ),
        ),
        "A process that is taken over can still lie about its counts within the ranges that the "
        "receiver checks, and send anything back over its one connection to the camera that the "
        "pictures came from. A fault in the kernel itself is outside the product.",
    ),
    Promise(
        4,
        "No pixel reaches disk, core dump, log, traceback, metric or database.",
        (
            Shown(
                f"{_FRAME}test_crashes_leave_no_pixel_in_anything_that_was_written",
                "a film with a known pattern is counted while processes are killed; the pattern is "
                "in nothing that was written",
            ),
            Shown(
                f"{_FRAME}test_a_full_disk_leaves_no_pixel_behind",
                "nor when the disk is full",
            ),
            Shown(
                f"{_FRAME}test_the_main_process_holds_no_pixel_and_the_search_would_find_it",
                "nor in the memory of the main process",
            ),
            Shown(
                f"{_LOCK}test_a_crash_leaves_no_core",
                "a locked process that crashes leaves no core dump",
            ),
            Shown(
                "tests/test_architecture.py::"
                "test_no_file_of_pixels_imports_what_stores_logs_or_serves",
                "no file of the pixel side can store, log or serve",
            ),
            Shown(
                "tests/test_architecture.py::"
                "test_a_running_pixel_process_and_its_main_process_hold_their_own_side_only",
                "the main process never loads a library that could decode a picture",
            ),
        ),
        "Swap space is the operator's: encrypt it or switch it off. Whoever is root on the machine "
        "can read any process's memory. `compliance preview`, started by hand, shows pictures.",
    ),
    Promise(
        5,
        "No published interval holds fewer than the minimum count of passages, and no combination "
        "of published tables reveals one that does.",
        (
            Shown(
                f"{_RULE}test_no_difference_of_two_published_figures_is_of_few",
                "in random histories no sum or difference of published figures isolates few",
            ),
            Shown(
                f"{_RULE}test_pooled_buckets_are_released_once_whole_and_never_few",
                "counts below the minimum wait and are released once, with the next",
            ),
            Shown(
                f"{_RULE}test_every_passage_is_published_exactly_once_or_waits",
                "nobody is published twice",
            ),
            Shown(
                f"{_RULE}test_protected_everyone_is_published_once_and_nobody_alike_is_told",
                "where all who were decided did alike, outcomes are withheld (protect_homogeneous)",
            ),
            Shown(
                "tests/counts/test_noising.py::"
                "test_what_one_passage_did_changes_no_row_by_more_than_epsilon_says",
                "with noise_epsilon, rows hardly tell what one passage did",
            ),
        ),
        "That outcomes were withheld says that all did alike; which way is not said, but often "
        "guessed. With protect_homogeneous off and no noise, it says of everyone present what they "
        "did. With noise, when a row appears still tells truly that the minimum had passed, and "
        "who passes often is protected less each time.",
    ),
    Promise(
        6,
        "Retention is real: expired rows are gone from the file's bytes, write-ahead log included.",
        (
            Shown(
                f"{_FILE}test_what_expired_is_gone_from_every_byte",
                "planted values of expired rows are looked for in every byte, and are gone",
            ),
            Shown(
                f"{_FILE}test_raw_counts_of_a_released_interval_are_gone_from_every_byte",
                "raw counts are gone once released",
            ),
            Shown(
                "tests/counts/test_migrate.py::test_a_copy_does_not_outlive_the_retention",
                "copies made before upgrades do not outlive the retention",
            ),
        ),
        "Shown on SQLite. A PostgreSQL server keeps the bytes of deleted rows until VACUUM, and in "
        "its own logs and backups. Blocks that a disk has remapped are beyond any program.",
    ),
    Promise(
        7,
        "Camera credentials never reach a log, metric, exception, process list or page, "
        "percent-encoded ones included.",
        (
            Shown(
                "tests/privacy/test_password_stays_inside.py::test_a_password_is_nowhere_to_be_seen",
                "whatever happens to the camera, its password is in no output, list or file",
            ),
            Shown(
                f"{_SECRETS}test_a_configurations_repr_and_labels_never_hold_its_passwords",
                "what is shown of a configuration holds no password",
            ),
            Shown(
                f"{_SECRETS}test_a_refused_address_keeps_the_password_out_of_the_whole_traceback",
                "neither does a traceback",
            ),
            Shown(
                "tests/test_redact.py::test_a_known_secret_is_gone_in_every_spelling",
                "a known secret is taken out however it is encoded",
            ),
            Shown(
                "tests/counts/test_process.py::"
                "test_a_cameras_address_is_in_no_command_line_and_no_environment",
                "the process list shows no address",
            ),
            Shown(
                "tests/counts/test_metrics.py::test_no_address_is_exported",
                "the metrics hold no address",
            ),
            Shown(
                "tests/papers/test_report.py::test_no_secret_is_in_any_of_the_papers",
                "this report holds no password, in any spelling",
            ),
        ),
        "A password that the operator writes into a path, a camera's name or a shell command is "
        "not known to be one.",
    ),
    Promise(
        8,
        "No appearance embedding exists; a track lives seconds.",
        (
            Shown(
                f"{_TRACK}test_after_three_seconds_out_of_view_somebody_counts_anew",
                "who was out of view for three seconds is somebody new",
            ),
            Shown(
                f"{_TRACK}test_somebody_who_stays_is_counted_at_the_maximum_age_and_never_again",
                "who stays is counted at the maximum age of a track, 60 seconds",
            ),
            Shown(
                f"{_TRACK}test_the_order_of_detections_changes_nothing",
                "following knows boxes and scores, nothing else",
            ),
        ),
        "Somebody who stays before a camera without a break is followed, by position, for as long "
        "as that lasts, so as not to be counted twice.",
    ),
    Promise(
        9,
        "Nothing leaves the machine that the configuration does not name.",
        (
            Shown(
                f"{_LEAVES}test_a_command_reaches_nobody_and_writes_in_its_own_folder_alone",
                "each command, recorded in a network of its own, reaches nobody",
            ),
            Shown(
                f"{_LEAVES}"
                "test_the_daemon_reaches_nobody_while_it_counts_a_recording_and_serves_its_pages",
                "neither does the daemon at work",
            ),
            Shown(
                f"{_LEAVES}test_the_daemon_reaches_the_camera_that_is_configured_and_nobody_else",
                "with a camera, it reaches that camera alone",
            ),
            Shown(
                f"{_FILTER}test_the_network_is_sent_to_over_the_streams_own_sockets_alone",
                "a pixel process sends to its camera and to nobody else",
            ),
            Shown(
                "tests/counts/web/test_server.py::test_no_page_that_loads_scripts_from_elsewhere_is_served",
                "no page makes a reader's browser load anything from elsewhere",
            ),
            Shown(
                "tests/test_service_files.py::test_the_unit_is_as_closed_as_measured",
                "the service unit limits what the daemon may reach",
            ),
        ),
        "Whoever may read the metrics or the database can pass on what they read.",
    ),
    Promise(
        10,
        "Every rate says how sure it is.",
        (
            Shown(
                "tests/counts/test_report.py::test_csv_holds_every_figure_with_its_certainty",
                "count, interval, corrected rate, unknown share and coverage stand in each row",
            ),
            Shown(
                f"{_RATES}test_the_interval_holds_the_truth_about_as_often_as_it_says",
                "the interval holds the truth about as often as it says",
            ),
            Shown(
                f"{_RATES}test_a_matrix_of_few_faces_is_refused",
                "where too little was measured, no corrected rate is given",
            ),
        ),
        "The intervals count chance and the models' measured errors. That a place differs from the "
        "photographs the models were measured on is not in them.",
    ),
)
