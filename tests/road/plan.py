"""Which stories there are, which of them are the core, and what is named here because it is not built yet."""

from collections.abc import Callable

from tests.road.stories import alarms, breakdowns, crowds, names, starting, wrong_taps

Story = Callable[..., str]

CORE: tuple[Story, ...] = (
    starting.a_stranger_runs_the_demonstration_and_follows_the_five_minutes_of_readme,
    starting.a_bureau_starts_empty_on_sqlite_and_holds_its_first_real_quiz,
    starting.a_bureau_starts_empty_on_postgresql_with_a_background_node_and_holds_its_first_real_quiz,
    wrong_taps.declining_somebody_by_mistake_asks_why_and_is_taken_back_by_one_tap,
    wrong_taps.tapping_every_primary_button_twice_changes_nothing,
    breakdowns.the_whole_server_is_killed_and_started_again_and_the_record_holds_everything,
    breakdowns.the_network_is_lost_at_each_page_of_the_phone,
    crowds.a_second_inspector_goes_on_working_while_the_first_makes_the_record,
    names.people_with_odd_names_walk_in_and_the_record_is_made,
)
REST: tuple[Story, ...] = (
    wrong_taps.ending_the_quiz_while_people_still_answer_counts_what_they_had_saved,
    wrong_taps.ending_the_quiz_without_the_reason_of_the_absent_is_told_and_can_be_put_right,
    wrong_taps.tapping_the_draw_twice_and_again_after_going_back_draws_once,
    wrong_taps.a_wrong_quiz_code_is_told_in_words_and_the_right_one_leads_on_however_it_is_typed,
    wrong_taps.going_back_on_every_page_loses_nothing,
    breakdowns.the_web_process_is_killed_while_somebody_answers_and_again_before_the_record,
    breakdowns.the_network_is_lost_at_each_page_of_the_tablet,
    crowds.twenty_people_walk_in_and_stand_on_one_record,
    alarms.everybody_is_paused_and_somebody_is_read_to_and_both_stand_on_the_record,
    crowds.a_firm_without_a_roster_is_quizzed_by_walk_ins_alone,
    names.people_with_odd_names_stand_on_the_roster_are_drawn_and_type_their_names,
    names.a_firm_whose_name_has_formulas_gets_its_record,
    names.somebody_who_is_lead_and_safety_manager_is_quizzed_once,
    names.two_people_of_one_name_and_tail_both_stand_on_the_record,
)

# (what nobody can walk today, the section of the issue that asks for it); a story takes its place when it is built.
NOT_YET: tuple[tuple[str, str], ...] = ()


def name_of(story: Story) -> str:
    """The sentence."""
    return story.__name__.replace("_", " ")


def choose(asked: list[str]) -> list[Story]:
    """The core, `all`, or those whose sentence holds the given words. Raises LookupError when there are none."""
    if not asked:
        return list(CORE)
    if asked == ["all"]:
        return [*CORE, *REST]
    words = " ".join(asked).replace("_", " ").lower()
    stories = [story for story in (*CORE, *REST) if words in name_of(story)]
    if not stories:
        raise LookupError(words)
    return stories
