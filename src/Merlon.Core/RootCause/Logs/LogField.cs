namespace Merlon.RootCause.Logs;

/// <summary>What one field of a log's line tells, whatever the log calls it.</summary>
public enum LogField
{
    Time,

    /// <summary>Of a time in two fields; so too <see cref="Clock"/>.</summary>
    Date,
    Clock,

    /// <summary>How the time's offset from UTC is written.</summary>
    Offset,
    Source,
    SourcePort,
    Destination,
    DestinationPort,
    Protocol,
    Action,

    /// <summary>Why, as the log has it: a signature, a prefix, a message.</summary>
    Reason,

    /// <summary>What a detection system took it for.</summary>
    Signature,
    User,

    /// <summary>The rule or policy that acted.</summary>
    Rule,
    InInterface,
    OutInterface,
    BytesSent,
    BytesReceived,
    Bytes,
    Method,
    Url,
    Agent,
    Status,
    TcpFlags,
    IcmpType,

    /// <summary>How far a connection came, in Zeek's or Suricata's words.</summary>
    State,

    /// <summary>What sort of record it is, where a log has several.</summary>
    Kind,

    /// <summary>Whether a login worked.</summary>
    Success,

    /// <summary>Nothing that is looked at.</summary>
    Ignored,
}

/// <summary>What logs call their fields.</summary>
public static class LogFields
{
    /// <summary>The field of a name; of names only letters and digits are compared, whatever their case.</summary>
    public static LogField Named(ReadOnlySpan<char> name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, 64)];
        var length = 0;
        foreach (var c in name)
        {
            if (length < letters.Length && char.IsAsciiLetterOrDigit(c)) letters[length++] = char.ToLowerInvariant(c);
        }

        return Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(letters[..length], out var field)
            ? field : LogField.Ignored;
    }

    static readonly Dictionary<string, LogField> Known = new(
        from pair in new (LogField Field, string Names)[]
        {
            (LogField.Time, "timestamp time ts datetime eventtime starttime firstseen when logtime createdat"
                + " receivetime utctime timegenerated start atutc timeutc"
                + " generatetime timelogged timereceived timegeneratedutc timestamputc eventtimeutc timecreated"),
            (LogField.Date, "date day"),
            (LogField.Clock, "clock timeofday"),
            (LogField.Offset, "tz timezone utcoffset"),
            (LogField.Source, "src srcip sourceip source srcaddr sourceaddress saddr idorigh clientip client remip"
                + " remoteip remoteaddress attacker srcaddress sourcehost from sourceipaddress clientaddress ipsource"
                + " fromip fromaddress clientipaddress sourceuserip initiatorip"),
            (LogField.SourcePort, "spt srcport sourceport sport idorigp clientport srcprt fromport"),
            (LogField.Destination, "dst dstip destip destinationip destination dstaddr destinationaddress daddr idresph"
                + " serverip server target dstaddress destaddress destinationhost to targetip victim"
                + " destinationipaddress toip toaddress serveripaddress responderip"),
            (LogField.DestinationPort, "dpt dstport destport destinationport dport dsport idrespp serverport port"
                + " targetport service servicename dstprt"
                + " toport"),
            (LogField.Protocol, "proto protocol ipprotocol transport networktransport protocoltype ipproto"),
            (LogField.Action, "action act verdict decision disposition result outcome alertaction status fwaction"
                + " firewallaction policyaction eventaction eventoutcome"),
            (LogField.Reason, "reason msg message description descr note logdesc event eventname details name category"
                + " info comment remark"),
            (LogField.Signature, "signature alertsignature attack threat alert threatname attackname"
                + " threatid alertname attacktype signaturename alerttitle alertmessage"
                + " threatcontentname idsalert"),
            (LogField.User, "user username srcuser usr account login sshuser suser duser userid loginname sourceuser"),
            (LogField.Rule, "ruleid rule policyid rulename policyname aclname acl rulenumber uniifipolicyname policy"
                + " accessgroup signatureid"),
            (LogField.InInterface, "in iniface ininterface srcintf inboundinterface ingress srcinterface inif"),
            (LogField.OutInterface, "out outiface outinterface dstintf outboundinterface egress dstinterface outif"),
            (LogField.BytesSent, "sentbyte sent bytessent sentbytes origbytes flowbytestoserver outbytes txbytes"
                + " bytesout srcbytes bytestoserver uploaded origipbytes"),
            (LogField.BytesReceived, "rcvdbyte rcvd received bytesreceived rcvdbytes respbytes flowbytestoclient"
                + " inbytes rxbytes bytesin dstbytes bytestoclient downloaded respipbytes"),
            (LogField.Bytes, "bytes totalbytes size octets datavolume volume"),
            (LogField.Method, "method httpmethod httphttpmethod httprequestmethod requestmethod verb"),
            (LogField.Url, "url uri httpurl path requesturi request requesturl"),
            (LogField.Agent, "useragent httphttpuseragent agent httpuseragent"),
            (LogField.Status, "statuscode httpstatus httpresponsestatuscode responsecode rescode httpcode"),
            (LogField.TcpFlags, "flags tcpflags tcptcpflags"),
            (LogField.IcmpType, "icmptype type"),
            (LogField.State, "connstate flowstate"),
            (LogField.Kind, "eventtype recordtype logtype"),
            (LogField.Success, "authsuccess success loginsuccess"),
        }
        from name in pair.Names.Split(' ')
        select KeyValuePair.Create(name, pair.Field));
}
