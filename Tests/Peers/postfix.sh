#!/bin/bash
# A real Postfix 3.7 on loopback for tests, without systemd: submission with AUTH and STARTTLS, delivering to the Dovecot of dovecot.sh.
#
#   postfix.sh start|stop|gen BASE PORT DOVECOT_BASE DOVECOT_PORT
#
# BASE          a folder of the test's own, on a short path (Postfix makes sockets below it); the log is BASE/postfix.log.
# PORT          submission with STARTTLS listens on PORT, implicit TLS on PORT+1, plain mail from outside on PORT+2,
#               submission that asks for no TLS on PORT+3.
# DOVECOT_BASE  the folder given to dovecot.sh (its certificate is used), DOVECOT_PORT the port given to it.
#
# Mail to anyone at example.test is delivered by LMTP, except refused@example.test (550) and later@example.test (450). No mail leaves.
# POSTFIX_EXTRA: lines added to main.cf. Needs root and the packages of tools/packages/test.txt.
set -eu
action=${1:?start, stop or gen}
base=${2:?a folder}
port=${3:-}
dovecot=${4:-}
dovecot_port=${5:-}

gen() {
    : "${port:?a port}" "${dovecot:?the folder of dovecot.sh}" "${dovecot_port:?the port of dovecot.sh}"
    mkdir -p "$base"/{conf,spool,data}
    chown postfix "$base/data"
    chown root:root "$base/spool"
    chmod 755 "$base" "$base/spool"
    cat >"$base/conf/recipients" <<CONF
refused@example.test 550 5.1.1 No such person here
later@example.test   450 4.2.1 The mailbox is busy
CONF
    cat >"$base/conf/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $base/spool
data_directory = $base/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $base/postfix.log
maillog_file_prefixes = /tmp, /dev/shm, /var
myhostname = mail.example.test
mydomain = example.test
myorigin = example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.test
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:$((dovecot_port + 2))
default_transport = error:no outside delivery
smtputf8_enable = yes
biff = no
message_size_limit = 52428800
mailbox_size_limit = 0
recipient_delimiter = +
smtpd_recipient_limit = 200
smtpd_error_sleep_time = 0
smtpd_tls_cert_file = $dovecot/tls/cert.pem
smtpd_tls_key_file = $dovecot/tls/key.pem
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$((dovecot_port + 3))
smtpd_sasl_auth_enable = yes
smtpd_sasl_security_options = noanonymous
smtpd_sasl_local_domain = example.test
smtpd_client_connection_count_limit = 0
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
lmtp_destination_recipient_limit = 50
${POSTFIX_EXTRA:-}
CONF
    local ask="-o smtpd_recipient_restrictions=check_recipient_access,texthash:$base/conf/recipients,permit_sasl_authenticated,reject"
    ask="$ask -o smtpd_relay_restrictions=permit_sasl_authenticated,reject"
    cat >"$base/conf/master.cf" <<CONF
127.0.0.1:$((port + 2)) inet n - n - - smtpd -o smtpd_sasl_auth_enable=no
127.0.0.1:$port inet n - n - - smtpd -o syslog_name=submission -o smtpd_tls_auth_only=yes $ask
127.0.0.1:$((port + 1)) inet n - n - - smtpd -o syslog_name=smtps -o smtpd_tls_wrappermode=yes $ask
127.0.0.1:$((port + 3)) inet n - n - - smtpd -o syslog_name=plain -o smtpd_tls_security_level=none $ask
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CONF
}

# Runs a command with only the first three of the caller's open files and with no signal blocked, whatever thread of whatever program
# called: a caller that waits for this script does not wait for the server, and the server hears when it is told to stop.
alone() {
    perl -MPOSIX -e 'POSIX::close($_) for 3..1023; sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV or die $!' "$@" \
        </dev/null >>"$base/start.log" 2>&1
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

case $action in
    start)
        gen
        alone postfix -c "$base/conf" start
        for _ in $(seq 500); do
            listening "$port" && exit 0
            sleep .02
        done
        echo "Postfix does not listen on $port; see $base/postfix.log" >&2
        exit 1
        ;;
    stop) postfix -c "$base/conf" stop 2>/dev/null ;;
    gen) gen ;;
    *)
        echo "start, stop or gen" >&2
        exit 2
        ;;
esac
