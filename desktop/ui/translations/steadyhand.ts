<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>Steadyhand</name>
    <message>
        <source>This scenario is not installed any more.</source>
        <extracomment>ui/again.py, ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say something: {words} ✓ heard clearly</source>
        <extracomment>ui/briefing/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say something: {words}</source>
        <extracomment>ui/briefing/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headphones make it more real. No microphone? Type instead during the call.</source>
        <extracomment>ui/briefing/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say something: your own words appear here.</source>
        <extracomment>ui/briefing/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Microphone</source>
        <extracomment>ui/briefing/microphone.py, ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No microphone was found. Connect one, or type what you say during the call.</source>
        <extracomment>ui/briefing/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System default</source>
        <extracomment>ui/briefing/microphone.py, ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supportive</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Realistic</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brutal</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lively</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Natural</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patient</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Push to talk</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How hard is {name} to reach?</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long may you pause before {name} answers?</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much time do you have?</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Encrypted here, deleted after %n days</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Rehearse</source>
        <extracomment>ui/briefing/screen.py, ui/keymap.py, ui/navigation.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What usually goes wrong: {mistake}</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick up the phone</source>
        <extracomment>ui/briefing/screen.py, ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep my voice for the review. {about}</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before you start</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <extracomment>ui/briefing/screen.py, ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>You are {you}. In these %n minutes:</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Keep my voice for the review</source>
        <extracomment>ui/briefing/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Portrait of {name}</source>
        <extracomment>ui/call/rings.py, ui/portrait.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call with {name}</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time left</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left</source>
        <comment>after the time that is left of a call</comment>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type what you say to {name}, then press Enter</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type instead of speaking</source>
        <extracomment>ui/call/screen.py, ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold to talk</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold to think</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are heard while you hold it</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody speaks while you hold it</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat that</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captions</source>
        <extracomment>ui/call/captions.py, ui/call/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the review</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hanging up…</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} · {story} in the story</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <extracomment>ui/call/captions.py, ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmute</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calling {name}…</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is listening</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have the floor</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is thinking</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is speaking</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for your microphone or loudspeaker</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call is over</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are heard</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your time: nobody speaks</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are muted</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>breaker closed</source>
        <extracomment>ui/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>breaker half open: on trial after failures</source>
        <extracomment>ui/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>breaker open: out of service after failures, tried again after a pause</source>
        <extracomment>ui/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role} ({title}): {told}</source>
        <extracomment>ui/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loaded in {seconds} s</source>
        <extracomment>ui/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>started %n times</source>
        <extracomment>ui/clinic.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep a key, so your sessions are protected by a passphrase. Nobody can recover it: without it the sessions stay closed.</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock your sessions</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same passphrase again</source>
        <extracomment>ui/dialogs.py, ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the passphrase first.</source>
        <extracomment>ui/dialogs.py, ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use at least {least} characters: three or four words are easy to keep in mind.</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two passphrases differ: type the same one twice.</source>
        <extracomment>ui/dialogs.py, ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New passphrase</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protect my sessions</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}: {condition}</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voice</source>
        <extracomment>ui/settings/screen.py, ui/wording.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting again</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working, but not as well as it could</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not working</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All ready.</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting ready when you pick up.</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n steps heard</source>
        <extracomment>ui/history/screen.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped before it was over</source>
        <extracomment>ui/history/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After your first call its review waits here: your own words, and what to say instead.</source>
        <extracomment>ui/history/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviews</source>
        <extracomment>ui/history/screen.py, ui/keymap.py, ui/navigation.py, ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>example</source>
        <extracomment>ui/history/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No calls yet</source>
        <extracomment>ui/history/screen.py, ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} %</source>
        <extracomment>ui/i18n.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{words}”</source>
        <extracomment>ui/i18n.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a list</comment>
        <extracomment>ui/i18n.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere but in a call</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <extracomment>ui/keymap.py, ui/navigation.py, ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <extracomment>ui/keymap.py, ui/navigation.py, ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next control; with Shift the one before</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the control; in a call Space holds the floor</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the scenarios</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the search to the scenarios; arrows move between them</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On a skill&apos;s line: the call before</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next call</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review of that call</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Briefing</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the scenarios</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held: think, nobody speaks. It takes the floor as well</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other side says its last words once more</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The moment before</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next moment</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear the moment</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the moment again; without one, the whole call</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the review</source>
        <extracomment>ui/keymap.py, ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share the call with a coach</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find words</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next place where they are</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The place before</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the moment</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the transcript</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <comment>between keys</comment>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, with {name}, {role}</source>
        <extracomment>ui/library/card.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not tried yet</source>
        <extracomment>ui/library/card.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{heard} of %n steps</source>
        <extracomment>ui/library/card.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Ten minutes out loud now is worth more than an hour of worrying.</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search scenarios</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try fewer words, or clear the search.</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run “{command}”: it says which packs were found and what is wrong with them.</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the review</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were cut off at {at} with {name}. Go on, or see the review.</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were cut off at {at}. Nothing is lost.</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which conversation is ahead of you?</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No scenarios are installed</source>
        <extracomment>ui/library/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <extracomment>ui/library/screen.py, ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has hung up.</source>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time was up.</source>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Putting your review together…</source>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>review</source>
        <comment>a file&apos;s name</comment>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <extracomment>ui/main_window.py, ui/settings/diagnostics.py, ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {parent}.</source>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another one under Rehearse.</source>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was said</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <extracomment>ui/pdf.py, ui/review/find.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes and comments</source>
        <extracomment>ui/pdf.py, ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{who} on {words}</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, in the first call</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say this, not that</source>
        <extracomment>ui/pdf.py, ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What else stood out</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <extracomment>ui/pdf.py, ui/progress/compare.py, ui/progress/rows.py, ui/progress/screen.py, ui/review/cards.py, ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures</source>
        <extracomment>ui/pdf.py, ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <extracomment>ui/pdf.py, ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next time</source>
        <extracomment>ui/pdf.py, ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was said in this call.</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You said: {words}</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say this: {words}</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The words shown are those of {ear}.</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attempt {attempt} · {when}</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You began</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This scenario has no steps.</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To avoid</source>
        <extracomment>ui/progress/compare.py, ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to avoid was heard.</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Well said</source>
        <extracomment>ui/progress/compare.py, ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the better lines was heard.</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The way you talked</source>
        <extracomment>ui/progress/compare.py, ui/progress/rows.py, ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is measured here.</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it ended</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this call</source>
        <extracomment>ui/progress/compare.py, ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this call: {call}</source>
        <extracomment>ui/progress/compare.py, ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First call</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second call</source>
        <extracomment>ui/progress/compare.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two calls side by side</source>
        <extracomment>ui/progress/compare.py, ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when}, {title}, attempt {attempt}: {shown}</source>
        <extracomment>ui/progress/marks.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when}, attempt {attempt}: {shown}</source>
        <extracomment>ui/progress/marks.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{title}, %n calls</source>
        <extracomment>ui/progress/marks.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{sentence} Arrow keys move between the calls, Enter opens one.</source>
        <extracomment>ui/progress/marks.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How your calls ended</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settled</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time up</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hung up or over</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given up</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broke off</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heard</source>
        <extracomment>ui/progress/rows.py, ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>partly heard</source>
        <extracomment>ui/progress/rows.py, ui/review/cards.py, ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not heard</source>
        <extracomment>ui/progress/rows.py, ui/review/cards.py, ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to avoid</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>said instead</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neither heard</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>within the range</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outside it</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing to judge by</source>
        <extracomment>ui/progress/rows.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This scenario is not installed any more. What was stored is still told; its reviews need the pack.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No skill has changed clearly so far.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your last calls leave nothing to point at. The briefing has a harder difficulty.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the second call of this scenario, two calls stand side by side here.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a scenario above to put two of its calls side by side.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrases</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenario</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After your first call each skill is listed here, and from the second on what changed. Choose a conversation under Rehearse to begin.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most improved</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To practise next</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at your calls…</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One call so far</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ended} The next one shows what changes.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not installed any more</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say: {words}</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the moment</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the briefing</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reached</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {order}: {title}, {status}. Not heard: {parts}</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {order}: {title}, {status}</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About this review</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not heard: {parts}</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words as heard by {ear}.</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the transcript</source>
        <extracomment>ui/review/find.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous</source>
        <extracomment>ui/review/find.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <extracomment>ui/review/find.py, ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the search</source>
        <extracomment>ui/review/find.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <extracomment>ui/review/find.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why: {why}</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry from here</source>
        <extracomment>ui/review/inspector.py, ui/review/pane.py, ui/review/retrymenu.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count} · {time}</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No moments in this call</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear yourself</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You said</source>
        <extracomment>ui/review/inspector.py, ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear it said</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say this</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <extracomment>ui/review/inspector.py, ui/settings/devices.py, ui/settings/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This may not be what you meant: listen and judge. {why}</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Promises</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worth checking</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {order}</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Promise</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scenario</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your notes</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your notes on this call</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the call: what to keep, what to try</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your note on this turn</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this turn</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comment</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the comment is on</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your comment</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you would tell them</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name, shown with your comments</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the comment</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save comments…</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep this call here, sealed with its passphrase</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This call is kept here, sealed; its passphrase is asked for each time.</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of this call stays here once you leave it, unless you keep it.</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They were {you}.</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On {turn}</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to {time}: {who} on {turn}</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <extracomment>ui/review/notes.py, ui/settings/models.py, ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the comment: {text}</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coach</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goal: {goal}</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole call</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your comments are not saved yet.</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody spoke in this call. What you say will be written here, with what helped and what hurt.</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web page (HTML)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (PNG)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data (JSON)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (Markdown)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document (PDF)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web page with the sound (HTML)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data with the sound (JSON, FLAC)</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share with a coach</source>
        <extracomment>ui/review/pane.py, ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rehearse again</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transcript</source>
        <extracomment>ui/review/pane.py, ui/review/transcript.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ ↓ next moment · Enter plays</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shared with you</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry from {time}: {words}</source>
        <extracomment>ui/review/retrymenu.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hung up too soon? For a minute you can go on where you were.</source>
        <extracomment>ui/review/takeup.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the call up again</source>
        <extracomment>ui/review/takeup.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the call up again ({time})</source>
        <extracomment>ui/review/takeup.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline of the call</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} long. No curve was kept.</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trust in you</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}&apos;s stress</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the first call, {line}</source>
        <extracomment>ui/review/transcript.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You tried {time} again, {when}: {said} {verdict} Shows both versions.</source>
        <extracomment>ui/review/tried.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You tried these moments again</source>
        <extracomment>ui/review/tried.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time}, then and this time</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was another try at a moment of a call that you have deleted since.</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You hung up before you said it again, so there is nothing to compare.</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear it</source>
        <extracomment>ui/review/inspector.py, ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear yourself: {name}</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, what was said</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both versions side by side</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This time</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the first review</source>
        <extracomment>ui/review/versions.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comments</source>
        <extracomment>ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy this turn</source>
        <extracomment>ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole transcript</source>
        <extracomment>ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy this moment</source>
        <extracomment>ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a note on this turn</source>
        <extracomment>ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comment on this turn</source>
        <extracomment>ui/review/written.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the microphone</source>
        <extracomment>ui/settings/devices.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs: {folder}. They never hold what was said.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is all of it. Read it first: it is sent nowhere, and is only a file once you save it.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Support file…</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking…</source>
        <extracomment>ui/settings/diagnostics.py, ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n checks run.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A rehearsal needs %n things mended: see ✕.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Support file</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text of the support file</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <extracomment>ui/sharing/dialogs.py, ui/widgets/reading.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No program here can show it, or nothing was logged yet.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {count}: {name}</source>
        <extracomment>ui/settings/diagnostics.py, ui/settings/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the support file</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing keeps you from rehearsing.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calls, sound, reviews, logs, settings and the key are gone. The next start begins anew.</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left, because Steadyhand did not put it there: {paths}.</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting everything…</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Steadyhand</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is deleted.</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything could be deleted.</source>
        <extracomment>ui/settings/farewell.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for it…</source>
        <extracomment>ui/settings/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}, {done} of {total}</source>
        <extracomment>ui/settings/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models on their way</source>
        <extracomment>ui/settings/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 MB</source>
        <extracomment>ui/settings/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard</source>
        <extracomment>ui/settings/keyboard.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch what is missing</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a file…</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>installed</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not here</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brought by you, not in the catalog</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch {title}, {size}</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a model</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models (*.gguf *.zip *.tar);;All files (*)</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch what is missing, {size}</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Really remove?</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>delete</source>
        <comment>what is typed before everything is deleted</comment>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviews that a command wrote, and what you export, are not encrypted. The file of “Export everything” is not either: whoever has it can read it.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This deletes every call with its sound and its review, the copies of the database, the logs, the settings and the key, for good. Models and packs stay, and so does what you exported. Steadyhand closes afterwards.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n calls are kept, as text; the sound of {with_sound}, {size}.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Your calls are NOT encrypted. Run the check under Diagnostics: it says what to do.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No call is kept.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n calls are kept, as text; the sound of none.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the key is in this computer&apos;s keyring</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the key is in the file {path}, which only you can read</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your passphrase opens them; nothing on this computer knows it</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the passphrase in STEADYHAND_PASSPHRASE opens them</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export everything…</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete everything…</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export of everything</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it all</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type {word} to delete everything</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type {word}</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing…</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n calls</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n calls written to {path}. The file is not encrypted.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Privacy</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export everything</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archives (*.zip)</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If fast enough</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loudspeaker</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the loudspeaker</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pauses</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difficulty</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep sound for</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listen to this voice</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other person</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match the person</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Shared with you · kept {when}</source>
        <extracomment>ui/sharing/box.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a shared call…</source>
        <extracomment>ui/sharing/box.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file a client gave you, or a coach’s comments on your call.</source>
        <extracomment>ui/sharing/box.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shared call (*{suffix})</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>call</source>
        <comment>a file&apos;s name</comment>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the shared call</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n comments came in, {new} of them new.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>They stand beside the turns they are on.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comments on {title}</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the comments</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {parent}. The passphrase is that of the call.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a shared call</source>
        <extracomment>ui/sharing/desk.py, ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {parent}. Give the passphrase by another way.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A call is going on.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the file once it is over.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file, sealed with a passphrase. Nothing is sent: you save it and give it to your coach, who opens it in Steadyhand, comments on it, and gives you a file with the comments back.</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever gave it to you has its passphrase. Nothing of it stays here unless you keep it.</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are gone when you leave. “Save comments…” writes them into a file, “Keep” keeps them with the call.</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the sound of the call: your voice and the other one</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With your notes</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the file…</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make one for me</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase that was made</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the file: {what}</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s passphrase</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your comments are not saved</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave without them</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase for this file</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is sealed.</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{date} {time}</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{weekday} {time}</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>h:mm AP</source>
        <comment>a scenario&apos;s clock, in the letters of QTime</comment>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <comment>in the letters of QDate</comment>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today</source>
        <extracomment>ui/timefmt.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stays here</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your microphone</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number} of {count}</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip all this</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch them</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start rehearsing</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that hears, answers and speaks is here. No network is needed any more.</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <extracomment>ui/widgets/confirm.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For good?</source>
        <extracomment>ui/widgets/confirm.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete for good</source>
        <extracomment>ui/widgets/confirm.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Microphone level</source>
        <extracomment>ui/widgets/level.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <extracomment>ui/widgets/notice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>again from {time}</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attempt {number}</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you said nothing</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You</source>
        <comment>who speaks</comment>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The installed pack {pack} can&apos;t be opened.</source>
        <extracomment>app/application.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system voice</source>
        <extracomment>app/application.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be written: {reason}.</source>
        <extracomment>app/clinic.py, app/finished.py, audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <extracomment>app/clinic.py, app/finished.py, packs/starter.py, rehearsal/exporting.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checks could not be run.</source>
        <extracomment>app/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {command} instead.</source>
        <extracomment>app/clinic.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scenario {title} is no longer installed.</source>
        <extracomment>app/finished.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install its pack again to see this review.</source>
        <extracomment>app/finished.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound of this call was not kept.</source>
        <extracomment>app/finished.py, rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“Keep my voice” before a call keeps it.</source>
        <extracomment>app/finished.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in Steadyhand ({wrong}).</source>
        <extracomment>app/rooms.py, app/vault.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again.</source>
        <extracomment>app/rooms.py, packs/install.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is kept here is no shared call.</source>
        <extracomment>app/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it, and open its file again.</source>
        <extracomment>app/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears you</source>
        <extracomment>ui/health.py, app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears you again</source>
        <extracomment>app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears a call again</source>
        <extracomment>app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds the words</source>
        <extracomment>app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaks</source>
        <extracomment>app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears the meaning</source>
        <extracomment>app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <extracomment>app/shelf.py, app/vault.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is here of it is kept; it goes on from there.</source>
        <extracomment>app/shelf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steadyhand is open already, and its window does not answer.</source>
        <extracomment>app/single.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it, then start it again.</source>
        <extracomment>app/single.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steadyhand is still closing.</source>
        <extracomment>app/single.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment, then start it again.</source>
        <extracomment>app/single.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This voice can&apos;t speak here.</source>
        <extracomment>app/soundtrial.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another one, or run the check below.</source>
        <extracomment>app/soundtrial.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steadyhand is open already; its window comes to the front.</source>
        <extracomment>app/start.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again with: {command}</source>
        <extracomment>app/vault.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <extracomment>app/vault.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the window.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep my voice</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long you may pause before you are answered.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupt by speaking</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How hard the other person is to reach.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which microphone listens to you.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where you hear the other person.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice of the person you talk to.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcomed</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The steps before the first call were gone through.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures that take an engine out of service.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Within</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds within which failures are counted.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <extracomment>ui/settings/screen.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the window; from the next start on. What is said in a call is in its scenario&apos;s language.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{role}: {model}</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds no sound.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a WAV, FLAC or OGG recording of your side, mono or stereo.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a folder.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <extracomment>audio/files.py, sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a file.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is empty.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds {format} sound.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has {channels} channels.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mix it down to one or two.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has {samplerate} samples a second.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record with 8,000 to 192,000.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space or choose another folder.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be read: {strerror}.</source>
        <extracomment>audio/files.py, sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <extracomment>audio/files.py, packs/meant.py, sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is longer than two hours.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut it to the call.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds values that are no sound.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be read as sound.</source>
        <extracomment>audio/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no {title} called {name}.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of: {there}.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {title} can&apos;t be opened.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it works elsewhere, or choose another {title}.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {title} is in use by another program.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other program and try again.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {title} does not offer sound that can be used here.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another {title}.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {title} is no longer there.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect it, or choose another {title}.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound library PortAudio is missing.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it with: sudo apt-get install libportaudio2</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another Steadyhand call or window is using the microphone.</source>
        <extracomment>audio/sole_use.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End that one, then call again.</source>
        <extracomment>audio/sole_use.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last call is still ending.</source>
        <extracomment>audio/sole_use.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment, then call again.</source>
        <extracomment>audio/sole_use.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {name} is refused: {why}.</source>
        <extracomment>archives.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {name} is damaged or not a zip or tar file.</source>
        <extracomment>archives.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is neither a .zip nor a .tar file.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the archive so.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {name} comes from a newer release.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update Steadyhand first.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {name} lacks the model {name_1} that it lists.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export it again.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {name} has no readable list of models.</source>
        <extracomment>catalog/bundle.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model_id} is not installed.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine-wide copy of {title} in {here} is damaged.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Have an administrator copy it there again.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} was imported by hand and is damaged.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import it again.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model_id} lies in the machine-wide store {here}.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only an administrator removes it there.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model_id} is damaged: {wrong}</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {archive} is refused: {path} has not the size it claims.</source>
        <extracomment>catalog/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: {path} in the archive is not the published file.</source>
        <extracomment>catalog/fetching.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} can&apos;t be written ({strerror}).</source>
        <extracomment>catalog/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give yourself the right to write there, or set STEADYHAND_HOME to another folder.</source>
        <extracomment>catalog/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a Vosk model: it has no {join}.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a Vosk model folder or its zip, a GGUF file, a model&apos;s folder, or an archive of models export.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a Vosk model: {name_1} is not a binary Kaldi model.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a model: it does not begin as a GGUF file does.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a GGUF file of version {version}; versions 2 and 3 are read.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged: its GGUF header makes no sense.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy it again.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at {path}.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be read.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give yourself the right to read it.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a link; a model holds plain files only.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the file in its place.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {name_1} is not what was published as that: it was changed or damaged.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export it again where {command} finds it as published.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model {wanted}.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Did you mean {join}?</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known are {join}.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The catalog {path} has mistakes: {join}.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend them.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no catalog at {path}.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the path of a catalog.toml file.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The catalog {path} can&apos;t be read: {wrong}.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend that field.</source>
        <extracomment>catalog/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another window or command is fetching models.</source>
        <extracomment>catalog/store.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it is done, then repeat the command.</source>
        <extracomment>catalog/store.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{filename} can&apos;t be used: {strerror}.</source>
        <extracomment>cli.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See that it is yours to write and that its disk has room, or name another folder in STEADYHAND_HOME.</source>
        <extracomment>cli.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no engine called {adapter}.</source>
        <extracomment>engines/worker.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine has no method {method}.</source>
        <extracomment>engines/worker.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} changed while it was copied.</source>
        <extracomment>packs/install.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{target} can&apos;t be written: {strerror}.</source>
        <extracomment>packs/install.py, rehearsal/exporting.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space, or check it.</source>
        <extracomment>packs/install.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give yours another id.</source>
        <extracomment>packs/install.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pack {path} holds several scenarios: {ids}.</source>
        <extracomment>packs/load.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the path of one scenario&apos;s file.</source>
        <extracomment>packs/load.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No scenario is called {shown}.</source>
        <extracomment>packs/load.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not in a pack.</source>
        <extracomment>packs/load.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A scenario stands in the folder scenarios, beside the pack&apos;s pack.toml.</source>
        <extracomment>packs/load.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is not empty.</source>
        <extracomment>packs/starter.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a folder that does not exist yet.</source>
        <extracomment>packs/starter.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} can&apos;t be written: {strerror}.</source>
        <extracomment>packs/starter.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language model {path} is not there.</source>
        <extracomment>persona/gguf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language model {path} can&apos;t be used: it is damaged or not a GGUF file ({wrong}).</source>
        <extracomment>persona/gguf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{len} prompt tokens and {room} to follow do not fit a context of {n_ctx}.</source>
        <extracomment>persona/llama.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the model&apos;s entry in the catalog a larger n_ctx.</source>
        <extracomment>persona/llama.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language model {path} can&apos;t be loaded.</source>
        <extracomment>persona/native.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check it with ./run models verify and fetch it again.</source>
        <extracomment>persona/native.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for the model {path}.</source>
        <extracomment>persona/native.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a smaller model.</source>
        <extracomment>persona/native.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} of the {ear} {what}.</source>
        <extracomment>recognition/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch the model again: {again}</source>
        <extracomment>recognition/files.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The speech model&apos;s folder {folder} is missing.</source>
        <extracomment>recognition/vosk_ear.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch it again: {command}</source>
        <extracomment>persona/gguf.py, recognition/vosk_ear.py, rubric/embedder.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} holds no speech model that Vosk can read.</source>
        <extracomment>recognition/vosk_ear.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn {turn_id} is not one that you said.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of: {join}.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You said nothing in that call.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That call can&apos;t be taken up again.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try one of its moments again, or begin a new call.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That call was “{scenario_title}”, not “{title}”.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the scenario that was rehearsed.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” has no difficulty “{difficulty}” any more.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin a new call: this one can&apos;t be gone on with.</source>
        <extracomment>rehearsal/beginning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call could not be heard again with the careful ear.</source>
        <extracomment>rehearsal/careful.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its first words stand.</source>
        <extracomment>rehearsal/careful.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call was scored again while it was being heard again.</source>
        <extracomment>rehearsal/careful.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loudspeaker has stopped.</source>
        <extracomment>rehearsal/conversation.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another one in the settings. Captions go on.</source>
        <extracomment>rehearsal/conversation.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That answer got lost in an error in Steadyhand.</source>
        <extracomment>rehearsal/conversation.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say it again, or go on.</source>
        <extracomment>rehearsal/conversation.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice {key} is not installed.</source>
        <extracomment>rehearsal/crew.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you say in other words than the coach&apos;s is not heard for a moment; nothing you said is lost.</source>
        <extracomment>rehearsal/crew.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{join} can&apos;t be deleted; everything else is, but for the key.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close what has it open, then run: {command}</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is deleted but the key in the system keyring.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the entry “steadyhand” there; it opens nothing any more.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A call is going on in another Steadyhand, so nothing was deleted.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End it, then try again.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is deleted but the key file {key_file}: {strerror}.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it by hand.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steadyhand&apos;s window is open, so nothing was deleted.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it and try again, or use “Delete everything” in its settings.</source>
        <extracomment>rehearsal/erasing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no second voice for the executive.</source>
        <extracomment>rehearsal/executive.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{which} can&apos;t be written: {reason}.</source>
        <extracomment>rehearsal/exports.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <extracomment>rehearsal/exports.py, rehearsal/result.py, rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fix} You can also type in the call.</source>
        <extracomment>rehearsal/miccheck.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I can&apos;t hear you.</source>
        <extracomment>rehearsal/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See that the microphone is not muted, on itself or in the system, or type instead.</source>
        <extracomment>rehearsal/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your microphone is too loud.</source>
        <extracomment>rehearsal/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn it down a little, or move away from it.</source>
        <extracomment>rehearsal/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your microphone is heard well again.</source>
        <extracomment>rehearsal/microphone.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening again with a more careful ear; Ctrl-C leaves it.</source>
        <extracomment>rehearsal/offline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no ear to hear the recording with.</source>
        <extracomment>rehearsal/offline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of this call could not be saved. {message}</source>
        <extracomment>rehearsal/recorder.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call is saved, its sound is not. {message}</source>
        <extracomment>rehearsal/recorder.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fix} The call goes on; saving is tried again each turn.</source>
        <extracomment>rehearsal/recorder.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedder gave no answer, so the session was left as it was.</source>
        <extracomment>rehearsal/rescore.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {command} to see what is wrong, then rescore again.</source>
        <extracomment>rehearsal/rescore.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review can&apos;t be written to {folder}: {strerror}.</source>
        <extracomment>rehearsal/result.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space or choose another folder; the call is saved, write its review with: {again}</source>
        <extracomment>rehearsal/result.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be deleted: {strerror}.</source>
        <extracomment>rehearsal/result.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close what has it open, then delete the session again.</source>
        <extracomment>rehearsal/result.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call waits, and goes on by itself. What was said is saved.</source>
        <extracomment>rehearsal/session.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was said is saved.</source>
        <extracomment>rehearsal/session.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The call stopped because of an error in Steadyhand ({wrong}).</source>
        <extracomment>rehearsal/session.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is saved.</source>
        <extracomment>rehearsal/session.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fix} Until then, type your side.</source>
        <extracomment>rehearsal/session.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share it without the sound.</source>
        <extracomment>rehearsal/sharing.py, sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no comment to send back yet.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write one first.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comment is empty.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comment is too long.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write between 1 and {comment_length} characters.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no turn {turn_id} in this call.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its turns are {there}.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be written: {strerror}.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound in this file can&apos;t be read.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for the file again, or without the sound.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound in this file is none of a call.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for the file without the sound.</source>
        <extracomment>rehearsal/sharing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase opened the file, but what is inside can&apos;t be shown: {why}.</source>
        <extracomment>review/shared.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for the file again, or update Steadyhand.</source>
        <extracomment>review/shared.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The embedder in {folder} can&apos;t be loaded.</source>
        <extracomment>rubric/embedder.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings file {path} can&apos;t be read: {wrong}.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend that field, or move the file away to start with the defaults.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not whole: its end is missing.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy it again, or ask for it again.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase is empty.</source>
        <extracomment>sharing/sealed.py, store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one, or have one made.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This call is too long to be shared with its sound: the file would be over {value} MB.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase does not open this file, or the file is damaged.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type it again exactly as it was given to you; if that fails, ask for the file again.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is larger than any shared call.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a shared call.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This shared call was made by a newer Steadyhand.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update Steadyhand to open it.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file asks for more work than any shared call needs, so it was not opened.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for the file again.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged: its length is wrong.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase is right, but the file is damaged or was changed.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory to open a sealed file.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <extracomment>sharing/sealed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no session &apos;{session_id}&apos;.</source>
        <extracomment>store/database.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>`sessions list` shows those there are.</source>
        <extracomment>store/database.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session database {part} can&apos;t be read, nor set aside: {strerror}.</source>
        <extracomment>store/database.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close every other Steadyhand and try again.</source>
        <extracomment>store/database.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase does not open {path}.</source>
        <extracomment>store/database.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session database {path} gave an error: {text}.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run `doctor` to see what is wrong.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This installation&apos;s database driver can&apos;t encrypt, so nothing was stored.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reinstall Steadyhand: the package sqlcipher3 is missing or replaced.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk that holds {parent} is full, so the last change was not saved.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space; what was saved before is safe.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} can&apos;t be written.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that its folder exists and is yours to write in.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is in use by another Steadyhand.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other one and try again.</source>
        <extracomment>store/driver.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one character; a sentence is best.</source>
        <extracomment>store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key of {database} is neither in the system keyring nor in a key file.</source>
        <extracomment>store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the passphrase in the variable {passphrase_variable}.</source>
        <extracomment>store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key file {key_file} does not hold a key.</source>
        <extracomment>store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put back the file from a backup.</source>
        <extracomment>store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key file {key_file} can&apos;t be read: {wrong}.</source>
        <extracomment>store/keys.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This shared call is not kept here any more.</source>
        <extracomment>store/notebook.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open its file again.</source>
        <extracomment>store/notebook.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These comments are on a call that is not on this computer.</source>
        <extracomment>store/notebook.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open them where the call was shared from; a deleted call takes no comments.</source>
        <extracomment>store/notebook.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice file {path} is damaged.</source>
        <extracomment>synthesis/kokoro_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice file {name} in {parent} is damaged or not a voice model.</source>
        <extracomment>synthesis/onnx.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice {model} has no file {name}.</source>
        <extracomment>synthesis/onnx.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system voice did not start.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair speech in the system&apos;s settings.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no system voice: espeak-ng is not installed.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run: sudo apt-get install -y espeak-ng</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system voice gave no sound.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another voice in the settings, or repair the system&apos;s speech.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no English system voice.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add one in the system&apos;s settings for speech.</source>
        <extracomment>synthesis/system_voice.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no voice {wanted} in {get}.</source>
        <extracomment>synthesis/voice_adapter.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of: {names}.</source>
        <extracomment>synthesis/voice_adapter.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy of this computer: {told}.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>brought by you, not in the catalog, not used</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value}. {reason}</source>
        <extracomment>ui/widgets/lock.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}: {value}, locked</source>
        <extracomment>ui/widgets/lock.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}, locked</source>
        <extracomment>ui/widgets/lock.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set by {who}.</source>
        <extracomment>ui/widgets/lock.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On</source>
        <extracomment>ui/widgets/lock.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <extracomment>ui/widgets/lock.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which mirror models come from is locked on this computer.</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} is switched off on this computer.</source>
        <extracomment>policy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{title}” is locked on this computer.</source>
        <extracomment>ui/main_window.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again from {time}</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Going on from {time}</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you answer {name}’s line below</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears you once more</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hears you after the call</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finds the answers</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaks the answers</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Knows phrases in other words</source>
        <extracomment>ui/health.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} gave up</source>
        <extracomment>ui/history/screen.py, ui/library/card.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute your microphone, or open it again</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause the call, or go on</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide captions</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captions: earlier lines</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captions: later lines</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From typing back to the call, where letters are keys again</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hang up. For a minute after, the review offers to go on</source>
        <extracomment>ui/keymap.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has hung up before it was settled.</source>
        <extracomment>ui/main_window.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} said: {words}</source>
        <extracomment>ui/pdf.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The way they talked</source>
        <extracomment>ui/review/cards.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} said</source>
        <extracomment>ui/review/inspector.py, ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind}: {label}, at {time}. {said}: {words}</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind}: {label}, at {time}. {said}: {words}. Say this instead: {better}</source>
        <extracomment>ui/review/kinds.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With my notes</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trust</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Models</source>
        <extracomment>ui/routing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing runs for a call yet: hearing and answering start with a briefing. What you try out on this page starts its own, and ends it.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name for the coach, if you like</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name for the coach</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is saved</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}, in {folder}. Its passphrase:</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell your coach the passphrase by another way than the file. It can’t be recovered, here or anywhere: without it the file stays shut. Whoever has both can read the call.</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy it now, and tell it to your coach by another way than the file. It is not kept anywhere and can’t be recovered: once this is closed, nobody can show it again, and without it the file stays shut.</source>
        <extracomment>ui/sharing/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file with your past calls is damaged.</source>
        <extracomment>app/application.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Steadyhand and start it again: the file is set aside then, and nothing is deleted.</source>
        <extracomment>app/application.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moving rings</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rings that move while someone speaks; never where the system asks for less motion.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of text and buttons. In force from the next start on.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in writing what is said during a call.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the sound of a call, encrypted on this computer, to hear it again later.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After that the sound is deleted by itself.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaking over the other person silences them. The Space key always does.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“Um” and “okay”</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other person may say them while an answer is on its way.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the words</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a call, listen to it again more carefully, and mend the words in the review.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <extracomment>ui/wording.py, settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model on this computer that finds the other person’s words. Larger ones are better and slower.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get it under Settings, Models; in a terminal: {command}</source>
        <extracomment>rehearsal/crew.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}&apos;s stress begins at {first} of 100, is highest at {time} with {most}, and ends at {last}. Trust in {whom} begins at {trust_first} and ends at {trust_last}.</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the executive</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you</source>
        <comment>whom one trusts</comment>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now at {moment}.</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Each click chooses the next one.</source>
        <extracomment>ui/review/timeline.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetching models is switched off on this computer: ask {who}.</source>
        <extracomment>settings.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sound of this call was not kept. “Keep my voice” before a call keeps it.</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You tried {time} again</source>
        <extracomment>ui/review/tried.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fix} Until then, type your side and read the answers.</source>
        <extracomment>rehearsal/session.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no microphone.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect a microphone and try again.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is neither a microphone nor a loudspeaker.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect a headset, or one of each, and try again.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no loudspeaker.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect a loudspeaker and try again.</source>
        <extracomment>audio/portaudio.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch it: {command}</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend it: {command}</source>
        <extracomment>catalog/catalog.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get it: {fetch}</source>
        <extracomment>rehearsal/rescore.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer only</source>
        <extracomment>ui/call/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your sessions are encrypted. The passphrase opens them on this computer; it goes nowhere else.</source>
        <extracomment>ui/dialogs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every call you made, on this computer only.</source>
        <extracomment>ui/history/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing leaves this computer. No network is used.</source>
        <extracomment>ui/navigation.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How each skill goes over your calls, on this computer only.</source>
        <extracomment>ui/progress/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What helped and what hurt will be marked on your own words here. In this call nothing was heard that this conversation listens for: the steps below say what to try next time.</source>
        <extracomment>ui/review/inspector.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept on this computer as you type.</source>
        <extracomment>ui/review/notes.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bar moves while you speak. Your words appear as well once you have opened a briefing.</source>
        <extracomment>ui/settings/devices.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The check looks at this computer and starts everything once that hears and answers: some minutes, and memory beside what is in use.</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check this computer</source>
        <extracomment>ui/settings/diagnostics.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They do all the work here. Steadyhand uses the network only while you fetch one; a file that you bring from another computer needs none.</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>installed for everybody on this computer</source>
        <extracomment>ui/settings/models.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your calls are encrypted on this disk; {where}.</source>
        <extracomment>ui/settings/privacy.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best for this computer</source>
        <extracomment>ui/settings/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you say is heard, answered and reviewed on this computer, and nothing of it is sent anywhere. Calls are kept in an encrypted file until you delete them; your voice is kept only when you say so.</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggested for this computer and not here yet: {names}.</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggested for this computer and not here yet: {names}. Fetching them is the only time that a network is used; you can do it later in the settings.</source>
        <extracomment>ui/welcome/screen.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hearing</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second hearing</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hearing after the call</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phrases in other words</source>
        <extracomment>ui/wording.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were not heard for a moment; nothing you said is lost.</source>
        <extracomment>rehearsal/crew.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voice stopped working; another one speaks, or captions show the words.</source>
        <extracomment>rehearsal/crew.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What finds the answers stopped; a smaller model goes on, or lines written beforehand.</source>
        <extracomment>rehearsal/crew.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring it back in the settings, or install its pack again, to go on from this call.</source>
        <extracomment>ui/again.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Installed conversations</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <extracomment>ui/packdesk.py, ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring back</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It can&apos;t be opened: {why}</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} can&apos;t be moved: {strerror}.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its permissions, then try again.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pack called {shown} is installed.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No removed pack called {shown} is kept.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove that one first.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pack {pack_id} comes with Steadyhand.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only installed packs can be removed.</source>
        <extracomment>packs/removed.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This conversation was removed; its reviews stay. The settings bring it back.</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it advises is written to {name}: “you” there is not you.</source>
        <extracomment>ui/review/pane.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed; it can&apos;t be opened: {why}</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was in its place before you gave it up. If you have not kept its passphrase, share the call anew.</source>
        <extracomment>ui/sharing/desk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steadyhand&apos;s own file {path} is damaged.</source>
        <extracomment>rubric/tuning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install Steadyhand again.</source>
        <extracomment>rubric/tuning.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} is here already, and just the same.</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The former version of {title} is back.</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} has left Rehearse.</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read all of it</source>
        <extracomment>ui/packdesk.py, ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} is in Rehearse now.</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: version {new} has taken the place of version {old}.</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title} has taken the place of what was there.</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop one thing here: the folder or the .zip of a conversation, or a shared call (….steadyshare).</source>
        <extracomment>ui/packdesk.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a conversation</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations (*.zip *.toml)</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at {name}…</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a conversation…</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks for its folder.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a .zip…</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with {name}</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy all</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was added. Whoever wrote the conversation can mend it with these lines.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not added.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n other things are wrong.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>version {number}</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replaced</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} holds more than {members} files.</source>
        <extracomment>catalog/importing.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder in which pack.toml lies, or a .zip of that folder.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no pack in {name}.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds several packs: {names}.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of them.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be read: {strerror}.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be unpacked: {said}.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversations that came beside Steadyhand&apos;s own, from a coach or a colleague: a folder or a .zip, which can also be dropped here. One that you remove leaves Rehearse; the reviews of your calls stay readable. It can be brought back for at least {days} days, and for as long as there is a call held with it.</source>
        <extracomment>ui/settings/packs.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive {name} is damaged or not a zip file.</source>
        <extracomment>archives.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can&apos;t be read: {said}.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check its permissions, and that the disk has room.</source>
        <extracomment>packs/meant.py</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
