//! The store on a disk and in a bucket: the same scenarios on both.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod bucket_only;
mod crash;
mod scenarios;
mod site;
mod tables;
mod version;

use site::Site;

macro_rules! on_both {
    ($($scenario:ident),+ $(,)?) => {
        mod on_disk {
            $(#[test] fn $scenario() { super::scenarios::$scenario(&super::Site::disk()); })+
        }
        mod in_a_bucket {
            $(#[test] fn $scenario() { super::scenarios::$scenario(&super::Site::bucket()); })+
        }
    };
}

on_both! {
    a_store_that_does_not_exist_is_empty_and_opening_it_creates_nothing,
    a_committed_version_is_current_and_gives_its_bytes_back,
    the_same_content_twice_is_one_version,
    a_finished_job_can_be_removed_but_neither_the_current_one_nor_another_kind,
    a_stage_that_is_not_committed_leaves_the_previous_version_current,
    a_stage_keeps_the_lock_until_it_is_gone,
    two_writers_exclude_each_other_and_the_error_names_the_holder,
    a_waiting_writer_gets_the_lock_when_it_is_free,
    an_altered_byte_is_found_by_verify_and_by_read,
    missing_and_unexpected_files_are_found_by_verify,
    a_damaged_manifest_is_found_by_verify,
    a_pointer_to_nothing_is_found_by_verify,
    committing_again_mends_a_damaged_version,
    a_newer_schema_is_refused_with_a_remedy,
    a_child_of_a_simulated_version_is_marked_as_simulated,
    versions_are_listed_oldest_first,
    an_empty_stage_and_a_bad_name_are_refused,
    a_lock_of_another_store_is_refused,
    a_file_in_parts_comes_back_whole,
    the_store_can_be_used_and_dropped_inside_an_asynchronous_runtime,
    a_public_surface_comes_back_as_it_was,
}
