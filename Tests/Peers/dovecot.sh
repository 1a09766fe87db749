#!/bin/bash
# A real Dovecot 2.3 on loopback for tests, without systemd: IMAP, IMAPS, LMTP and a SASL port for Postfix.
#
#   dovecot.sh start|stop|reload|gen BASE PORT [USERS]
#
# BASE   a folder of the test's own; everything Dovecot writes is below it (BASE/mail/USER/Maildir, BASE/dovecot.log, BASE/tls/cert.pem).
# PORT   IMAP listens on PORT, IMAPS on PORT+1, LMTP on PORT+2, SASL (for postfix.sh) on PORT+3.
# USERS  how many people to make on the first start (default 5): user1@example.test with password pw1, and so on.
#
# DOVECOT_EXTRA: lines added to the end of the configuration, such as "imap_capability = IMAP4rev1 IDLE".
# INTROSPECT: a URL of an OAuth 2 introspection end point; turns XOAUTH2 and OAUTHBEARER on.
# Needs root (Dovecot changes users) and the packages of tools/packages/test.txt.
set -eu
action=${1:?start, stop, reload or gen}
base=${2:?a folder}
port=${3:-}
users=${4:-5}

gen() {
    : "${port:?a port}"
    mkdir -p "$base"/{run,state,mail,index,tls}
    chmod 755 "$base" "$base/run"
    id vmail >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin vmail
    chown vmail:vmail "$base/mail" "$base/index"
    if [ ! -f "$base/tls/cert.pem" ]; then
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
            -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
            -keyout "$base/tls/key.pem" -out "$base/tls/cert.pem" 2>/dev/null
    fi
    if [ ! -f "$base/users" ]; then
        for i in $(seq 1 "$users"); do echo "user$i@example.test:{PLAIN}pw$i::::::"; done >"$base/users"
    fi
    cat >"$base/dovecot.conf" <<CONF
base_dir = $base/run
state_dir = $base/state
instance_name = mailflow-$port
log_path = $base/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = dovecot
default_login_user = dovenull
ssl = yes
ssl_cert = <$base/tls/cert.pem
ssl_key = <$base/tls/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login${INTROSPECT:+ xoauth2 oauthbearer}
auth_username_format = %Lu
auth_failure_delay = 0
mail_location = maildir:~/Maildir:INDEX=$base/index/%u
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 100
mail_home = $base/mail/%u
mail_fsync = never
mailbox_list_index = yes
mail_max_userip_connections = 500
passdb {
  driver = passwd-file
  args = scheme=PLAIN $base/users
  mechanisms = plain login
}
userdb {
  driver = passwd-file
  args = $base/users
  override_fields = uid=vmail gid=vmail home=$base/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    auto = subscribe
    special_use = \Drafts
  }
  mailbox Sent {
    auto = subscribe
    special_use = \Sent
  }
  mailbox Trash {
    auto = subscribe
    special_use = \Trash
  }
  mailbox Junk {
    auto = subscribe
    special_use = \Junk
  }
  mailbox Archive {
    auto = subscribe
    special_use = \Archive
  }
}
service imap-login {
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $((port + 1))
    ssl = yes
  }
  process_min_avail = 1
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $((port + 2))
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = $((port + 3))
  }
  unix_listener auth-userdb {
    mode = 0666
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
protocol lmtp {
  postmaster_address = postmaster@example.test
}
CONF
    if [ -n "${INTROSPECT:-}" ]; then
        cat >"$base/oauth2.conf" <<CONF
introspection_mode = post
introspection_url = $INTROSPECT
username_attribute = username
active_attribute = active
active_value = true
CONF
        cat >>"$base/dovecot.conf" <<CONF
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $base/oauth2.conf
}
CONF
    fi
    printf '%s\n' "${DOVECOT_EXTRA:-}" >>"$base/dovecot.conf"
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
        alone /usr/sbin/dovecot -c "$base/dovecot.conf"
        for _ in $(seq 500); do
            listening "$port" && exit 0
            sleep .02
        done
        echo "Dovecot does not listen on $port; see $base/dovecot.log" >&2
        exit 1
        ;;
    stop) /usr/sbin/dovecot -c "$base/dovecot.conf" stop ;;
    reload)
        gen
        doveadm -c "$base/dovecot.conf" reload
        ;;
    gen) gen ;;
    *)
        echo "start, stop, reload or gen" >&2
        exit 2
        ;;
esac
