using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>Getting in: by guesses, by known passwords, by flaws, by services that are open.</summary>
static class AccessTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1110", "Brute Force", ["credential-access"],
            "Logins fail again and again from one source: many short connections to SSH, RDP, FTP or a login"
            + " page, each of about the same size.",
            [
                new("M1036", "lock an account, or slow its logins, after some failures"),
                new("M1032", "ask for a second factor, so that a password alone is of no use"),
                new("M1027", "have passwords that no list holds"),
            ]),
        new("T1110.001", "Password Guessing", ["credential-access"],
            "Many failed logins with one user name, or a few, from one source: each with another password.",
            [
                new("M1036", "lock the account, or slow its logins, after some failures"),
                new("M1032", "ask for a second factor"),
                new("M1027", "refuse passwords that are short or well known"),
            ]),
        new("T1110.003", "Password Spraying", ["credential-access"],
            "Failed logins with many user names, each tried a few times only and often slowly, so that no account"
            + " is locked; often at several hosts.",
            [
                new("M1032", "ask for a second factor"),
                new("M1036", "count failures by source also, and not by account alone"),
                new("M1027", "refuse the passwords that everybody thinks of first"),
            ]),
        new("T1110.004", "Credential Stuffing", ["credential-access"],
            "Failed logins with many user names, each tried once: pairs of names and passwords that were stolen"
            + " elsewhere; now and then one works.",
            [
                new("M1032", "ask for a second factor"),
                new("M1027", "refuse passwords that are known from leaks"),
                new("M1018", "reset accounts whose passwords were found elsewhere"),
            ]),
        new("T1078", "Valid Accounts", ["defense-evasion", "persistence", "privilege-escalation", "initial-access"],
            "A login that works, and should not have: after many failures, from a place or at a time that the"
            + " user never had, or of one user from two places at once.",
            [
                new("M1032", "ask for a second factor at every login from outside"),
                new("M1036", "allow logins only from where and when the user works"),
                new("M1018", "remove accounts that nobody uses any more"),
                new("M1027", "change passwords that may be known"),
            ]),
        new("T1078.001", "Default Accounts",
            ["defense-evasion", "persistence", "privilege-escalation", "initial-access"],
            "Logins as admin, root, guest, pi or ubnt with what the maker had set, mostly by Telnet, SSH or HTTP"
            + " at cameras, routers and printers.",
            [new("M1027", "set passwords of your own before a device goes on the network")]),
        new("T1190", "Exploit Public-Facing Application", ["initial-access"],
            "An alert names an exploit in a request from outside to a service that is open to all (injection,"
            + " traversal, Log4Shell, a CVE), and the request was let pass.",
            [
                new("M1051", "patch what can be reached from outside first"),
                new("M1030", "keep public servers in a network of their own"),
                new("M1037", "put a web application firewall or a filter of signatures before it"),
                new("M1016", "scan your own services for known flaws"),
            ]),
        new("T1133", "External Remote Services", ["persistence", "initial-access"],
            "A source outside gets a session with a service by which people work from afar: VPN, RDP, SSH, VNC,"
            + " WinRM, Citrix, or an administration page that is open to all.",
            [
                new("M1035", "open it to a VPN or to known addresses alone"),
                new("M1032", "ask for a second factor"),
                new("M1030", "let remote workers reach no more than their work needs"),
                new("M1042", "switch off what nobody uses from outside"),
            ]),
        new("T1189", "Drive-by Compromise", ["initial-access"],
            "A browser inside visits an ordinary site, is led over one or more others, and fetches a script, then"
            + " a program; an alert names an exploit kit or a fake update.",
            [
                new("M1021", "block advertising, and sites that are new or of bad repute"),
                new("M1051", "keep browsers and what they load up to date"),
            ]),
        new("T1566", "Phishing", ["initial-access"],
            "A mail comes in (SMTP), and minutes later its reader's host looks up a name that nobody here knew,"
            + " sends a form to it or fetches a program.",
            [
                new("M1054", "check the sender of mail (SPF, DKIM, DMARC)"),
                new("M1021", "block links to young and unknown names"),
                new("M1031", "look into attachments before they are delivered"),
                new("M1017", "teach people to ask before they click"),
            ]),
    ];
}
