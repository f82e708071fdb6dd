# Completion of fleetsheet's command lines in bash. The program says what a word may be; where it says nothing, it is a
# file.
_fleetsheet() {
    mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _fleetsheet fleetsheet ./fleetsheet
