"""Operations that the sandbox does not simulate say so, over the wire, in each protocol. Reads "service:Operation" lines."""
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

NAMES = {"elasticloadbalancingv2": "elbv2", "servicequotas": "service-quotas", "ssooidc": "sso-oidc"}
clients = {}
problems = []


def client(service):
    name = NAMES.get(service, service)
    if name not in clients:
        clients[name] = boto3.client(name, config=Config(parameter_validation=False, retries={"total_max_attempts": 1}))
    return clients[name]


def least(shape):
    """The members that the URL needs; nothing else is looked at before the refusal."""
    return {} if shape is None else {name: 1 if member.type_name in ("integer", "long") else "a" * 16 for name, member in shape.members.items() if member.serialization.get("location") in ("uri", "header", "querystring") and name in shape.required_members}


for line in sys.stdin.read().split():
    service, operation = line.split(":")
    try:
        c = client(service)
        if operation not in c.meta.service_model.operation_names:
            continue
        c._make_api_call(operation, least(c.meta.service_model.operation_model(operation).input_shape))
        problems.append(f"{line}: succeeded")
    except ClientError as error:
        told = error.response["Error"]
        if told["Code"] not in ("NotSimulated", "501") or (told["Code"] != "501" and line not in told["Message"]):
            problems.append(f"{line}: {told}")
    except Exception as error:
        problems.append(f"{line}: {type(error).__name__}: {error}")

assert not problems, "\n".join(problems)
