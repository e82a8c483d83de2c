jars={{jars}} program={{program}} class_path=({{class-path...}})
java_home={{java-home}}
java_options=({{java-options...}})
arguments=({{arguments...}})
{{java|lines}}
"$java" -XX:-UsePerfData --describe-module jdk.jshell >/dev/null 2>&1 ||
    fail 3 "the Java on $node ($java) has no jdk.jshell: engines that take Java need a JDK, not a JRE; name one with 'home' of 'java'"
[[ $jars == /* ]] || jars=$HOME/$jars
[[ -r $jars/engine.jar ]] ||
    fail 3 "there is no $jars/engine.jar on $node, which 'jcluster submit' sends to the cluster: submit with it once, and this script can be submitted by hand from then on"
[[ -z $program || -r $directory/$program ]] ||
    fail 3 "there is no $directory/$program on $node, which 'jcluster submit' sends with the job: put the classes there"
path="$jars/*"
[[ -z $program ]] || path+=:$directory/$program
for entry in "${class_path[@]}"; do
    [[ $entry != '~/'* ]] || entry=$HOME/${entry#'~/'}
    [[ $entry == *'*' || -e $entry ]] ||
        fail 3 "there is no $entry on $node, which 'class-path' of 'java' names, or 'maven' had sent there by 'jcluster submit'; with '--jar' classes of your own machine are sent along"
    path+=:$entry
done
before=() after=()
{{mpi|lines?}}
# What a JVM keeps for jps and jstat in /tmp stays there when it is killed, as TORQUE does with all of a deleted job.
command=("${before[@]}" "$java" -XX:-UsePerfData -XX:+UseSerialGC "${java_options[@]}" -cp "$path" io.jcluster.engine.Main
    --connection-file "$profile/security/ipcontroller-$controller_job-engine.json" --timeout $patience
    --max-heartbeat-misses $engine_misses "${after[@]}")
