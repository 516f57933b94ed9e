// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Months} from "./Months.sol";
import {IReportAnchor} from "./interfaces/IReportAnchor.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice The list of reports. `IReportAnchor` says what each act means.
contract ReportAnchor is IReportAnchor {
    using Months for uint32;

    address public immutable override agent;
    address public immutable override payingAgent;

    struct Document {
        string uri;
        bytes32 digest;
        uint256 since;
    }

    uint32 public override lastPeriod;
    mapping(uint32 period => bytes32) public override reportOf;
    mapping(bytes32 name => Document) private _documents;

    constructor(address agent_, address payingAgent_) {
        require(agent_ != address(0), RoleMissing(agent_, "agent"));
        require(payingAgent_ != address(0), RoleMissing(payingAgent_, "paying agent"));
        agent = agent_;
        payingAgent = payingAgent_;
    }

    /// @inheritdoc IReportAnchor
    function report(uint32 period, bytes32 inputs, bytes32 outputs, ClassReport[] calldata classes)
        external
        override
    {
        require(msg.sender == payingAgent, RoleMissing(msg.sender, "paying agent"));
        require(period > lastPeriod && period.isMonth(), PeriodInvalid(period, lastPeriod));
        require(inputs != 0 && outputs != 0, DigestMissing());
        lastPeriod = period;
        reportOf[period] = keccak256(abi.encode(period, inputs, outputs, classes));
        emit Reported(period, inputs, outputs, classes);
        for (uint256 i; i < classes.length; ++i) {
            ClassReport calldata each = classes[i];
            ITrancheToken(each.token).setFactor(period, each.factor, each.writeDown);
        }
    }

    /// @inheritdoc IReportAnchor
    function correct(uint32 period, bytes32 note) external override {
        require(msg.sender == payingAgent, RoleMissing(msg.sender, "paying agent"));
        bytes32 reported = reportOf[period];
        require(reported != 0, PeriodInvalid(period, lastPeriod));
        require(note != 0, DigestMissing());
        emit Corrected(period, reported, note);
    }

    /// @inheritdoc IReportAnchor
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external override {
        require(msg.sender == agent, RoleMissing(msg.sender, "agent"));
        require(documentHash != 0, DigestMissing());
        _documents[name] = Document({uri: uri, digest: documentHash, since: block.timestamp});
        emit DocumentUpdated(name, uri, documentHash);
    }

    /// @inheritdoc IReportAnchor
    function getDocument(bytes32 name) external view override returns (string memory, bytes32, uint256) {
        Document storage document = _documents[name];
        return (document.uri, document.digest, document.since);
    }
}
