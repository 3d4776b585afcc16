#!/usr/bin/env bash
# kafka-run-class.sh CLASS [ARGUMENT…]
log=/opt/kafka/config/tools-log4j2.yaml
[[ -r $log ]] || log=/etc/kafka/docker/tools-log4j2.yaml
# shellcheck disable=SC2086 # options are meant to be split
exec "$JAVA_HOME/bin/java" ${KAFKA_HEAP_OPTS:--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS:-} \
  ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$log} ${KAFKA_OPTS:-} -cp '/opt/kafka/libs/*' "$@"
